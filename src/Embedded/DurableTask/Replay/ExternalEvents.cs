using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// Waiters and buffered events by name. The newest waiter gets the next event, and a cancelled waiter keeps its place:
/// an event that meets one is lost. Both are what the real library does, and orchestrators have to live with it.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly Dictionary<string, Stack<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Payload)> _buffer = [];

    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        var waiter = new Waiter<T>();
        Push(name, waiter);

        var buffered = _buffer.FindIndex(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
        if (buffered >= 0)
        {
            var payload = _buffer[buffered].Payload;
            _buffer.RemoveAt(buffered);
            Raise(name, payload);
        }

        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => waiter.Source.TrySetCanceled(cancellationToken));
        }

        return waiter.Source.Task;
    }

    /// <summary>False when nobody waits and the event is for the caller to keep.</summary>
    public bool Raise(string name, string? payload)
    {
        if (!_waiters.TryGetValue(name, out var waiters))
        {
            return false;
        }

        var waiter = waiters.Pop();
        if (waiters.Count == 0)
        {
            _waiters.Remove(name);
        }

        waiter.Complete(converter.Deserialize(payload, waiter.Type));
        return true;
    }

    public void Keep(string name, string? payload) => _buffer.Add((name, payload));

    public IReadOnlyList<(string Name, string? Payload)> TakeBuffered()
    {
        // Name by name in the order of each name's first event, oldest first within a name.
        var all = _buffer.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).SelectMany(group => group).ToArray();
        _buffer.Clear();
        return all;
    }

    private void Push(string name, Waiter waiter)
    {
        if (!_waiters.TryGetValue(name, out var waiters))
        {
            _waiters.Add(name, waiters = new Stack<Waiter>(1));
        }
        else if (waiters.Peek().Type != waiter.Type)
        {
            throw new ArgumentException(
                "Events with the same name must have the same type argument."
                + $" Expected {waiters.Peek().Type.FullName} but was requested {waiter.Type.FullName}.");
        }

        waiters.Push(waiter);
    }

    private abstract class Waiter
    {
        public abstract Type Type { get; }

        public abstract void Complete(object? value);
    }

    private sealed class Waiter<T> : Waiter
    {
        public override Type Type => typeof(T);

        public TaskCompletionSource<T> Source { get; } = new();

        // A null for a value type throws here, outside the orchestrator's code, and fails the instance.
        public override void Complete(object? value) => Source.TrySetResult((T)value!);
    }
}
