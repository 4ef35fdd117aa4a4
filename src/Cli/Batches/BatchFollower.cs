using System.Text.Json;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

/// <summary>Looks at a batch again and again until it is done; a host that is away for a while is waited for.</summary>
internal sealed class BatchFollower(Session session, TimeSpan interval)
{
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    private readonly BatchRate _rate = new();
    private IReadOnlyList<JsonElement> _failures = [];
    private int _failuresSeen;

    /// <summary>Returns the last answer of the host.</summary>
    public async Task<JsonElement> FollowAsync(string id, Action<BatchView> seen, CancellationToken cancellationToken)
    {
        var lastAnswer = session.Time.GetUtcNow();
        while (true)
        {
            try
            {
                var json = await session.Host.GetBatchAsync(id, cancellationToken);
                lastAnswer = session.Time.GetUtcNow();
                var view = await ViewAsync(id, Batch.Read(json), cancellationToken);
                seen(view);
                if (view.Batch.Settled)
                {
                    return json;
                }
            }
            catch (HostUnreachableException) when (session.Time.GetUtcNow() - lastAnswer < LongestAbsence)
            {
                session.Terminal.Remark("The host does not answer; still trying.");
            }

            await Task.Delay(interval, session.Time, cancellationToken);
        }
    }

    private async Task<BatchView> ViewAsync(string id, Batch batch, CancellationToken cancellationToken)
    {
        _rate.Add(session.Time.GetUtcNow(), batch.Done);
        var failed = batch.Counts?.Failed ?? 0;
        if (failed != _failuresSeen)
        {
            _failures = JsonTable.Rows(await session.Host.GetFailedItemsAsync(id, cancellationToken));
            _failuresSeen = failed;
        }

        return new BatchView(batch, _rate.PerSecond, _rate.Left(batch.Total - batch.Done), _failures);
    }
}
