using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>All unfinished instances, by id and by key.</summary>
internal sealed class InstanceDirectory
{
    private readonly ConcurrentDictionary<string, Instance> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, Instance> _byKey = new();

    public IEnumerable<Instance> All => _byKey.Values;

    public bool TryAdd(Instance instance)
    {
        if (!_byId.TryAdd(instance.Id, instance))
        {
            return false;
        }

        _byKey[instance.Key] = instance;
        return true;
    }

    public bool TryReplace(Instance instance, Instance old)
    {
        if (!_byId.TryUpdate(instance.Id, instance, old))
        {
            return false;
        }

        _byKey[instance.Key] = instance;
        _byKey.TryRemove(old.Key, out _);
        return true;
    }

    public void Remove(Instance instance)
    {
        _byId.TryRemove(KeyValuePair.Create(instance.Id, instance));
        _byKey.TryRemove(instance.Key, out _);
    }

    public bool TryGet(string id, [NotNullWhen(true)] out Instance? instance) => _byId.TryGetValue(id, out instance);

    public bool TryGet(long key, [NotNullWhen(true)] out Instance? instance) => _byKey.TryGetValue(key, out instance);
}
