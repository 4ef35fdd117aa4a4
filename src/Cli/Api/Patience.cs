namespace VideoPipeline.Cli.Api;

/// <summary>The pauses between attempts; as many repetitions as there are pauses.</summary>
internal static class Patience
{
    public static readonly IReadOnlyList<TimeSpan> None = [];

    public static readonly IReadOnlyList<TimeSpan> Read = [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5)];

    public static readonly IReadOnlyList<TimeSpan> Write =
        [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];
}
