namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Counts what is queued, running or not yet committed, and tells when there is nothing left.</summary>
internal sealed class PendingWork
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private long _count;

    public bool IsIdle => Interlocked.Read(ref _count) == 0;

    public void Begin() => Interlocked.Increment(ref _count);

    public void End()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            TaskCompletionSource? idle;
            lock (_gate)
            {
                idle = _idle;
                _idle = null;
            }

            idle?.TrySetResult();
        }
    }

    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task idle;
            lock (_gate)
            {
                idle = (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            if (IsIdle)
            {
                return;
            }

            await idle.WaitAsync(cancellationToken);
            if (IsIdle)
            {
                return;
            }
        }
    }
}
