using System.Collections.Concurrent;
using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>
/// How fast a provider is sent to, over the whole app: not limited until it says 429, then all slow down together and recover.
/// While nothing is limited this costs one read a second.
/// </summary>
public sealed class ProviderPace(BlobStore blobs, GuardedBlob guarded, TimeProvider time)
{
    private static readonly TimeSpan s_belief = TimeSpan.FromSeconds(1);

    // A submit that is due in a moment is not worth a durable timer.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _unlimitedUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RecentSubmits> _recent = new(StringComparer.Ordinal);

    /// <summary>A turn for the attempt, once however often it asks.</summary>
    /// <returns>Null when it may send now; else when to ask again.</returns>
    public async Task<DateTimeOffset?> TryTakeAsync(string provider, string job, int attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await IsUnlimitedAsync(provider, now, cancellationToken))
        {
            Recent(provider).Add(now);
            return null;
        }

        var key = AttemptKey.Of(job, attempt);
        DateTimeOffset? turn = null;
        await guarded.ChangeAsync<PaceState>(
            BlobPaths.Pace(provider),
            state =>
            {
                (var after, turn) = (state ?? PaceState.Unlimited).Take(key, now, s_moment);
                return after;
            },
            cancellationToken);
        if (turn is null)
        {
            Recent(provider).Add(now);
        }

        return turn;
    }

    /// <summary>The provider has said 429.</summary>
    public async Task SlowDownAsync(string provider, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var observed = Recent(provider).PerSecond(now);
        await guarded.ChangeAsync<PaceState>(
            BlobPaths.Pace(provider), state => (state ?? PaceState.Unlimited).SlowDown(now, retryAfter, observed), cancellationToken);
        _unlimitedUntil.TryRemove(provider, out _);
    }

    private async Task<bool> IsUnlimitedAsync(string provider, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_unlimitedUntil.TryGetValue(provider, out var until))
        {
            if (now < until)
            {
                return true;
            }
        }

        var state = await blobs.ReadAsync<PaceState>(BlobPaths.Pace(provider), cancellationToken);
        if (state?.Value.IsLimited(now) == true)
        {
            return false;
        }

        _unlimitedUntil[provider] = now + s_belief;
        return true;
    }

    private RecentSubmits Recent(string provider) => _recent.GetOrAdd(provider, static _ => new RecentSubmits());

    /// <summary>This process's own submits of the last ten seconds, for a first guess at what was too fast.</summary>
    private sealed class RecentSubmits
    {
        private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

        private readonly Queue<DateTimeOffset> _submits = new();

        public void Add(DateTimeOffset at)
        {
            lock (_submits)
            {
                Drop(at);
                _submits.Enqueue(at);
            }
        }

        public double PerSecond(DateTimeOffset now)
        {
            lock (_submits)
            {
                Drop(now);
                return _submits.Count / s_window.TotalSeconds;
            }
        }

        private void Drop(DateTimeOffset now)
        {
            while (_submits.TryPeek(out var first) && first < now - s_window)
            {
                _submits.Dequeue();
            }
        }
    }
}
