using System.Collections.Concurrent;

namespace VideoPipeline.Support.Actors;

/// <summary>
/// All that is under way in one world. The world is still when every actor in it waits for the clock; every change asks anew, so that
/// nobody has to look again and again.
/// </summary>
public sealed class ActorTable
{
    // Told apart by their ids, where only text gets through: to a worker, or over HTTP.
    private static readonly ConcurrentDictionary<string, Actor> s_named = new();

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly HashSet<Actor> _open = [];
    private readonly Queue<(string Name, Func<Task> Run)> _later = new();
    private TaskCompletionSource? _still;

    public static Actor? Find(string name) => s_named.GetValueOrDefault(name);

    /// <param name="parent">What waits for it; without one it stands for itself.</param>
    /// <param name="key">A name by which <see cref="Find"/> knows it.</param>
    public Actor Open(string name, Actor? parent = null, string? key = null)
    {
        var actor = new Actor(this, name, parent is { IsOpen: true } ? parent : null, key ?? Guid.NewGuid().ToString("N"));
        Change(() =>
        {
            _open.Add(actor);
            actor.Parent?.Add(actor);
            s_named[actor.Key] = actor;
        });
        return actor;
    }

    /// <summary>Runs something as an actor of its own.</summary>
    public Task RunAsync(string name, Func<Task> run)
    {
        var actor = Open(name);
        return Task.Run(async () =>
        {
            Actor.Current = actor;
            try
            {
                await run();
            }
            finally
            {
                actor.Close();
            }
        });
    }

    /// <summary>Somebody begins one thing after the other here, so that no two run at once: background work too waits for its turn.</summary>
    public bool IsDriven { get; set; }

    /// <summary>Runs what nobody waits for: at once, or, in a world that is driven, when it is its turn.</summary>
    public void RunLater(string name, Func<Task> run)
    {
        if (!IsDriven)
        {
            _ = RunAsync(name, run);
            return;
        }

        lock (_lock)
        {
            _later.Enqueue((name, run));
        }
    }

    /// <summary>Begins the next of what was left for later; false when there is none.</summary>
    public bool BeginNext()
    {
        (string Name, Func<Task> Run) next;
        lock (_lock)
        {
            if (!_later.TryDequeue(out next))
            {
                return false;
            }
        }

        _ = RunAsync(next.Name, next.Run);
        return true;
    }

    /// <summary>Waits until the world is still. Real time ends it only as an error, which names those that still run.</summary>
    public async Task WhenStillAsync()
    {
        Task still;
        lock (_lock)
        {
            if (IsStill)
            {
                return;
            }

            still = (_still ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        try
        {
            await still.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running: {Running()}");
        }
    }

    internal void Change(Action change)
    {
        lock (_lock)
        {
            change();
            if (_still is not null && IsStill)
            {
                _still.TrySetResult();
                _still = null;
            }
        }
    }

    internal void Remove(Actor actor)
    {
        _open.Remove(actor);
        s_named.TryRemove(actor.Key, out _);
    }

    private bool IsStill => _open.All(actor => actor.Parent is not null || actor.StandsStill);

    private string Running()
    {
        lock (_lock)
        {
            return string.Join(", ", _open.Where(actor => !actor.StandsStill).Select(actor => actor.Name));
        }
    }
}
