using System.Collections.Concurrent;
using VideoPipeline.Jobs;

namespace VideoPipeline.Batches;

/// <summary>Whether a batch has been cancelled. Asked before every item, so the answer "no" is believed for a second.</summary>
public sealed class BatchCancels(JobControls controls, TimeProvider time)
{
    private const int MaxKnown = 256;

    private static readonly TimeSpan s_belief = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);

    public Task RequestAsync(string batch, CancellationToken cancellationToken) => controls.RequestCancelAsync(batch, cancellationToken);

    public async Task<bool> IsRequestedAsync(string batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_notBefore.TryGetValue(batch, out var until) && now < until)
        {
            return false;
        }

        if ((await controls.ReadAsync(batch, cancellationToken)).CancelRequestedAt is not null)
        {
            return true;
        }

        if (_notBefore.Count >= MaxKnown)
        {
            _notBefore.Clear();
        }

        _notBefore[batch] = now + s_belief;
        return false;
    }
}
