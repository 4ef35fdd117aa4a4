namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Bounds how many idle instances keep their running code; the one untouched for longest gives its up.</summary>
internal sealed class ExecutionCache(int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Instance> _byUse = new();

    /// <summary>Call when a turn has ended, outside the instance's gate.</summary>
    public void Touch(Instance instance)
    {
        List<Instance>? victims = null;
        lock (_gate)
        {
            if (instance.CachePlace is { } place)
            {
                _byUse.Remove(place);
                _byUse.AddLast(place);
            }
            else
            {
                instance.CachePlace = _byUse.AddLast(instance);
            }

            while (_byUse.Count > limit)
            {
                var oldest = _byUse.First!.Value;
                _byUse.RemoveFirst();
                oldest.CachePlace = null;
                (victims ??= []).Add(oldest);
            }
        }

        victims?.ForEach(Evict);
    }

    public void Forget(Instance instance)
    {
        lock (_gate)
        {
            if (instance.CachePlace is { } place)
            {
                _byUse.Remove(place);
                instance.CachePlace = null;
            }
        }
    }

    private static void Evict(Instance instance)
    {
        lock (instance.Gate)
        {
            // A busy one comes back here when its turn is over.
            if (!instance.IsBusy)
            {
                instance.Execution = null;
            }
        }
    }
}
