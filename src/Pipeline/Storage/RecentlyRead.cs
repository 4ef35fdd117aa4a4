using System.Diagnostics.CodeAnalysis;

namespace VideoPipeline.Storage;

/// <summary>Keeps the last things read that never change; the oldest goes first.</summary>
internal sealed class RecentlyRead<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, T> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool TryGet(string key, [NotNullWhen(true)] out T? value)
    {
        lock (_lock)
        {
            return _known.TryGetValue(key, out value);
        }
    }

    public T Add(string key, T value)
    {
        lock (_lock)
        {
            if (_known.TryAdd(key, value))
            {
                _order.Enqueue(key);
                if (_order.Count > capacity)
                {
                    _known.Remove(_order.Dequeue());
                }
            }

            return value;
        }
    }
}
