namespace VideoPipeline.Support.Actors;

/// <summary>
/// Something that is under way: an invocation, a call over HTTP, background work. It stands still while all that it waits for is the
/// clock: a delay of its own, or parts of it that stand still.
/// </summary>
public sealed class Actor
{
    private static readonly AsyncLocal<Actor?> s_current = new();

    private readonly ActorTable _table;
    private readonly Actor? _parent;
    private readonly HashSet<Actor> _parts = [];
    private readonly HashSet<ITimer> _delays = [];
    private readonly HashSet<ITimer> _timers = [];

    internal Actor(ActorTable table, string name, Actor? parent, string key) => (_table, Name, _parent, Key) = (table, name, parent, key);

    public static Actor? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public string Name { get; }

    /// <summary>Names it where only text gets through.</summary>
    public string Key { get; }

    internal bool IsOpen { get; private set; } = true;

    internal bool StandsStill => (_delays.Count > 0 || _parts.Count > 0) && _parts.All(part => part.StandsStill);

    internal Actor? Parent => _parent;

    /// <summary>Ends it, with its parts. What it still waits for is forgotten.</summary>
    public void Close() => _table.Change(CloseAll);

    internal void Add(Actor part) => _parts.Add(part);

    /// <summary>A timer is set or is over. False when it may not be set any more.</summary>
    /// <param name="waits">What runs here waits for it; false for a time-out, which only looms.</param>
    internal bool Set(ITimer timer, bool waits)
    {
        var isOpen = true;
        _table.Change(() =>
        {
            if (isOpen = IsOpen)
            {
                (waits ? _delays : _timers).Add(timer);
            }
        });
        return isOpen;
    }

    internal void Unset(ITimer timer) => _table.Change(() =>
    {
        _delays.Remove(timer);
        _timers.Remove(timer);
    });

    private void CloseAll()
    {
        if (!IsOpen)
        {
            return;
        }

        IsOpen = false;
        foreach (var part in _parts.ToList())
        {
            part.CloseAll();
        }

        _parent?._parts.Remove(this);
        _table.Remove(this);
        foreach (var timer in _delays.Concat(_timers).ToList())
        {
            timer.Dispose();
        }
    }
}
