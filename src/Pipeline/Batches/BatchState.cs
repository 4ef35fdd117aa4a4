using System.Text.Json.Serialization;
using VideoPipeline.Jobs;

namespace VideoPipeline.Batches;

/// <summary>
/// What has become of a batch: <c>batches/{batch}/state.json</c>, guarded by its ETag. Changes when a wave begins or ends and when
/// an item moves after its lane has counted it, so rarely; the counts of a running wave are its lanes' own.
/// </summary>
/// <param name="Late">By job: what its lane counted, and what it has become.</param>
public sealed record BatchState(IReadOnlyList<BatchWave> Waves, IReadOnlyDictionary<string, LateMove>? Late = null)
{
    public int Schema { get; init; } = 1;

    [JsonIgnore]
    public BatchWave Current => Waves[^1];

    public static BatchState Begin(int total, DateTimeOffset now) => new([new BatchWave(0, total, now)]);

    /// <summary>Null when the wave has ended already: its first end stands.</summary>
    public BatchState? End(int wave, BatchTally tally, bool cancelled, DateTimeOffset now) => Waves[wave].CompletedAt is not null
        ? null
        : this with
        {
            Waves = [.. Waves.Select(each => each.Number == wave
                ? each with { CompletedAt = now, Tally = tally, Cancelled = cancelled }
                : each)],
        };

    /// <summary>Null when there is such a wave already, or the last one has not ended.</summary>
    public BatchState? Retry(int wave, int total, DateTimeOffset now) => Waves.Count == wave && Current.CompletedAt is not null
        ? this with { Waves = [.. Waves, new BatchWave(wave, total, now)] }
        : null;

    /// <summary>Null when nothing changes.</summary>
    public BatchState? Move(string job, LateMove move) => Late is not null && Late.TryGetValue(job, out var known) && known == move
        ? null
        : this with { Late = new Dictionary<string, LateMove>(Late ?? new Dictionary<string, LateMove>()) { [job] = move } };
}

/// <summary>One run over items of a batch: all of them, or those of a retry.</summary>
/// <param name="Tally">Null while it runs.</param>
/// <param name="Cancelled">Somebody cancelled the batch before all was submitted.</param>
public sealed record BatchWave(
    int Number, int Total, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt = null, BatchTally? Tally = null, bool Cancelled = false);

/// <summary>An item that moved after it had been counted.</summary>
/// <param name="BilledUsd">On top of what had been counted.</param>
public sealed record LateMove(JobStatus From, JobStatus To, decimal BilledUsd);

/// <summary>The counts that a batch shows.</summary>
public sealed record BatchCounts(int Queued, int Running, int Succeeded, int Failed, int Cancelled, int Ambiguous, int TimedOut)
{
    [JsonIgnore]
    public int Done => Succeeded + Failed + Cancelled + Ambiguous + TimedOut;
}

/// <summary>What the counts are made of. Pure.</summary>
public static class BatchCounting
{
    /// <param name="lanes">What the lanes of the running wave show; nobody's once it has ended.</param>
    public static (BatchCounts Counts, decimal BilledUsd) Count(BatchState state, IReadOnlyList<BatchLaneStatus> lanes)
    {
        var tally = state.Waves.Where(wave => wave.Tally is not null).Aggregate(BatchTally.Empty, (sum, wave) => sum + wave.Tally!);
        var left = 0;
        var running = 0;
        if (state.Current is { Tally: null } current)
        {
            var live = lanes.Aggregate(BatchTally.Empty, (sum, lane) => sum + lane.Tally);
            left = Math.Max(0, current.Total - live.Done);
            running = Math.Min(left, lanes.Count(lane => lane.Item > 0));
            tally += live;
        }

        // What a retry takes up again had been counted as failed.
        tally = tally with { Failed = tally.Failed - state.Waves.Skip(1).Sum(wave => wave.Total) };
        foreach (var move in (state.Late ?? new Dictionary<string, LateMove>()).Values)
        {
            tally = tally.Add(move.From, 0, -1).Add(move.To, move.BilledUsd);
        }

        var counts = new BatchCounts(
            left - running,
            running,
            tally.Succeeded,
            Math.Max(0, tally.Failed),
            Math.Max(0, tally.Cancelled),
            Math.Max(0, tally.Ambiguous),
            Math.Max(0, tally.TimedOut));
        return (counts, tally.BilledUsd);
    }

    /// <summary>When the rest will be done at the pace so far; null while there is none.</summary>
    public static DateTimeOffset? Eta(BatchWave wave, int left, DateTimeOffset now)
    {
        var done = wave.Total - left;
        return wave.CompletedAt is null && done > 0 && left > 0 ? now + ((now - wave.StartedAt) / done * left) : null;
    }
}
