namespace VideoPipeline.Functions.Videos;

/// <summary>The schedule of looks; frozen into each job when it starts.</summary>
public sealed class PollingOptions
{
    public const string SectionName = "Polling";

    /// <summary>After the submit. Generation takes 30 seconds and more. Default 20 s.</summary>
    public TimeSpan FirstLook { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Each interval is this many times the one before. Default 1.25.</summary>
    public double Growth { get; set; } = 1.25;

    /// <summary>Between looks at the most. Default 30 s.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between looks while a callback is expected. Default 2 min.</summary>
    public TimeSpan SafetyInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>From the submit until the job is parked. Default 1 h.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromHours(1);

    internal LookPlan Freeze() => new(FirstLook, Growth, MaxInterval, SafetyInterval, Deadline);
}
