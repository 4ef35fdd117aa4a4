using System.Collections.Concurrent;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Runs work on the thread pool, first come first served, no more than so many at a time.</summary>
internal sealed class WorkQueue<T>(int limit, Func<T, Task> run)
{
    // A worker gives its thread back now and then, so that one kind of work cannot starve the other.
    private const int Stretch = 32;

    private readonly ConcurrentQueue<T> _waiting = new();
    private int _workers;
    private volatile bool _stopped;

    public void Enqueue(T item)
    {
        _waiting.Enqueue(item);
        StartWorker();
    }

    /// <summary>Starts nothing more and hands back what was waiting.</summary>
    public IReadOnlyList<T> Stop()
    {
        _stopped = true;
        var left = new List<T>();
        while (_waiting.TryDequeue(out var item))
        {
            left.Add(item);
        }

        return left;
    }

    private void StartWorker()
    {
        while (!_waiting.IsEmpty)
        {
            var workers = Volatile.Read(ref _workers);
            if (workers >= limit)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _workers, workers + 1, workers) == workers)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.WorkAsync(), this, preferLocal: false);
                return;
            }
        }
    }

    private async Task WorkAsync()
    {
        for (var done = 0; done < Stretch && !_stopped && _waiting.TryDequeue(out var item); done++)
        {
            await run(item);
        }

        Interlocked.Decrement(ref _workers);
        if (!_stopped)
        {
            StartWorker();
        }
    }
}
