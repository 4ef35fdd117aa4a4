using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Simulator.Serving;

/// <summary>The rate limit of each dialect: a token bucket.</summary>
internal sealed class SubmitRate(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public bool TryTake(string dialect)
    {
        if (options.Value.For(dialect) is not { SubmitsPerSecond: { } rate } limits)
        {
            return true;
        }

        var burst = Math.Max(1, limits.SubmitBurst ?? 2 * rate);
        var now = time.GetUtcNow();
        return buckets.GetOrAdd(dialect, _ => new Bucket(burst, now)).TryTake(now, rate, burst);
    }

    private sealed class Bucket(double tokens, DateTimeOffset filledAt)
    {
        private readonly Lock gate = new();

        public bool TryTake(DateTimeOffset now, double rate, double burst)
        {
            lock (gate)
            {
                tokens = Math.Min(burst, tokens + (rate * (now - filledAt).TotalSeconds));
                filledAt = now;
                if (tokens < 1)
                {
                    return false;
                }

                tokens--;
                return true;
            }
        }
    }
}
