using System.Threading.Channels;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>What can be worked on now; who asks waits for it instead of looking again and again.</summary>
internal sealed class ReadyQueue<T>
    where T : class
{
    private readonly Channel<T> _ready = Channel.CreateUnbounded<T>();

    public void Add(T item) => _ready.Writer.TryWrite(item);

    /// <summary>Null when nothing came in time, or when the caller stops.</summary>
    public async Task<T?> TakeAsync(TimeSpan timeout, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            return null;
        }

        if (_ready.Reader.TryRead(out var ready))
        {
            return ready;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (timeout >= TimeSpan.Zero && timeout.TotalMilliseconds < int.MaxValue)
        {
            waiting.CancelAfter(timeout);
        }

        try
        {
            return await _ready.Reader.ReadAsync(waiting.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
