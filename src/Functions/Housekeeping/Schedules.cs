namespace VideoPipeline.Functions.Housekeeping;

/// <summary>When housekeeping runs (UTC, with seconds).</summary>
internal static class Schedules
{
    public const string Sweep = "0 */5 * * * *";
    public const string SweepBatches = "30 */5 * * * *";
    public const string RollUp = "0 10 0 * * *";
    public const string Purge = "0 30 3 * * *";
}
