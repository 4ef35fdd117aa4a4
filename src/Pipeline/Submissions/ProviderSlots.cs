using Microsoft.Extensions.Options;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>
/// How many tasks of one provider may be in flight for the whole app (<c>Providers__x__MaxConcurrency</c>). Slots are leased: one
/// whose holder never gives it back becomes free when its task must long be over. Batches that wait get equal shares.
/// </summary>
public sealed class ProviderSlots(GuardedBlob guarded, IOptionsMonitor<ProviderOptions> options, TimeProvider time)
{
    /// <summary>Takes a slot for the attempt, once however often it asks.</summary>
    /// <returns>Null when it has one (or needs none); else when to ask again.</returns>
    public async Task<DateTimeOffset?> TryTakeAsync(string provider, string job, int attempt, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (options.Get(provider).MaxConcurrency is not { } limit)
        {
            return null;
        }

        var key = AttemptKey.Of(job, attempt);
        var now = time.GetUtcNow();
        var standing = await guarded.ChangeAsync<SlotTable>(
            BlobPaths.Slots(provider), table => (table ?? SlotTable.Empty).Ask(key, limit, now, now + lease), cancellationToken);
        return standing?.Holders.ContainsKey(key) == true ? null : now + SlotTable.AskAgain;
    }

    public async Task ReleaseAsync(string provider, string job, int attempt, CancellationToken cancellationToken)
    {
        if (options.Get(provider).MaxConcurrency is not null)
        {
            await guarded.ChangeAsync<SlotTable>(
                BlobPaths.Slots(provider), table => table?.Release(AttemptKey.Of(job, attempt)), cancellationToken);
        }
    }
}
