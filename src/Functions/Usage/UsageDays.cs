using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Usage;

/// <summary>The days that a query of the ledger names.</summary>
internal static class UsageDays
{
    private const int MaxDays = 400;
    private const int DefaultDays = 30;

    /// <summary>From <c>from</c> to <c>to</c>; the last thirty days and today by default.</summary>
    public static (DateOnly From, DateOnly To, Problem? Refusal) Read(QueryValues query, TimeProvider time)
    {
        var to = query.Day("to") ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = query.Day("from") ?? to.AddDays(-Math.Min(DefaultDays, to.DayNumber));
        return (from, to, from <= to && to.DayNumber - from.DayNumber <= MaxDays
            ? null
            : new Problem(400, "invalid_query", "The query cannot be read.", [
                new FieldError("from", "invalid_range", $"'from' must not be after 'to' ({to:yyyy-MM-dd}), and at most {MaxDays} days before it.")]));
    }
}
