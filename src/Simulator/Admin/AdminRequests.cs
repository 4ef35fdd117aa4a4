namespace VideoPipeline.Simulator.Admin;

/// <param name="Fault">As in a marker: <c>429 retry_after=3</c>.</param>
/// <param name="Count">POSTs that it strikes in all; absent means no end.</param>
/// <param name="Times">The fault's own <c>times</c>: how often for one prompt or task; 0 is for ever.</param>
/// <param name="Existing">Strikes the tasks that exist now, instead of POSTs to come.</param>
internal sealed record FaultRequest(
    string? Fault, string? Dialect = null, string? Match = null, int? Count = null, int? Times = null, bool Existing = false);

/// <param name="Amount">In the dialect's currency; null for no limit.</param>
internal sealed record BalanceRequest(string? Dialect, decimal? Amount);
