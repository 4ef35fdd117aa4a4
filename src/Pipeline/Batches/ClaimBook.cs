using System.Globalization;

namespace VideoPipeline.Batches;

/// <summary>
/// Which blocks of a wave are taken: <c>batches/{batch}/claims/{wave}.json</c>, guarded by its ETag. Pure. A claim is keyed by the lane and
/// the lane's own count, so that an activity that runs twice gets the same block twice and none is left out.
/// </summary>
/// <param name="Next">The first block that nobody has.</param>
/// <param name="Lanes">The last claim of each lane.</param>
/// <param name="CommittedUsd">Quotes of what is taken, bills of what is done.</param>
public sealed record ClaimBook(int Next, IReadOnlyDictionary<string, LaneClaim> Lanes, decimal CommittedUsd = 0)
{
    public static ClaimBook Empty { get; } = new(0, new Dictionary<string, LaneClaim>());

    public int Schema { get; init; } = 1;

    /// <summary>The book with the claim in it; null when it stands in it already.</summary>
    /// <param name="count">The lane's own count of its claims, from 0.</param>
    /// <param name="correctionUsd">Bill minus quote of what the lane has done since its last claim.</param>
    /// <param name="blocks">How many blocks there are.</param>
    /// <param name="quoteOf">What a block is quoted at.</param>
    /// <param name="limitUsd">What all may cost; a block that does not fit is taken, to be refused.</param>
    public ClaimBook? Claim(int lane, int count, decimal correctionUsd, int blocks, Func<int, decimal> quoteOf, decimal? limitUsd)
    {
        var key = Key(lane);
        if ((Lanes.TryGetValue(key, out var last) && last.Count >= count) || Next >= blocks)
        {
            return null;
        }

        var committed = CommittedUsd + correctionUsd;
        var quote = quoteOf(Next);
        var refused = committed + quote > limitUsd;
        var claim = new LaneClaim(count, Next, refused);
        return this with
        {
            Next = Next + 1,
            Lanes = new Dictionary<string, LaneClaim>(Lanes) { [key] = claim },
            CommittedUsd = refused ? committed : committed + quote,
        };
    }

    /// <summary>The lane's claim of that count; null when there was nothing left to take.</summary>
    public LaneClaim? Of(int lane, int count) => Lanes.TryGetValue(Key(lane), out var claim) && claim.Count == count ? claim : null;

    private static string Key(int lane) => lane.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A block that a lane has taken.</summary>
/// <param name="Refused">It does not fit into what the batch may cost.</param>
public sealed record LaneClaim(int Count, int Block, bool Refused = false);
