namespace VideoPipeline.Cli.Videos;

internal static class JobProgress
{
    /// <summary>How far a job is, 0 to 100: the provider's own figure where it gives one, a step per status otherwise.</summary>
    public static double PercentOf(Job job) => job.Status switch
    {
        "queued" => 2,
        "submitting" => 5,
        "running" => 10 + (0.8 * Math.Clamp(job.Progress ?? 0, 0, 100)),
        "storing" => 95,
        _ => 100,
    };
}
