namespace VideoPipeline.Cli.Api;

/// <summary>The pauses between attempts, as many repetitions as there are pauses; <c>Write</c> is for what carries an idempotency key.</summary>
/// <param name="AfterFailures">A 500 is repeated too: it is what the caller of a worker that was killed gets.</param>
internal sealed record Patience(IReadOnlyList<TimeSpan> Read, IReadOnlyList<TimeSpan> Write, bool AfterFailures = false)
{
    public static readonly IReadOnlyList<TimeSpan> None = [];

    public static readonly Patience Usual = new(
        [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5)],
        [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]);

    /// <summary>For a host that is killed on purpose: a minute of looking whether it is back.</summary>
    public static readonly Patience Long = OfAMinute();

    private static Patience OfAMinute()
    {
        IReadOnlyList<TimeSpan> pauses = [.. Enumerable.Repeat(TimeSpan.FromSeconds(0.5), 120)];
        return new Patience(pauses, pauses, AfterFailures: true);
    }
}
