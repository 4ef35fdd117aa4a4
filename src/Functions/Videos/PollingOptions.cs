using VideoPipeline.Settings;

namespace VideoPipeline.Functions.Videos;

/// <summary>The schedule of looks; frozen into each job when it starts.</summary>
public sealed class PollingOptions : ICheckedOptions
{
    public const string SectionName = "Polling";

    /// <summary>
    /// After the submit. Five-second clips were measured at 83 to 253 seconds with a median of 105, so an earlier look finds
    /// nothing. Default 80 s.
    /// </summary>
    public TimeSpan FirstLook { get; set; } = TimeSpan.FromSeconds(80);

    /// <summary>From the first look to the second. Default 6 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Each later interval is this many times the one before. Default 1.07.</summary>
    public double Growth { get; set; } = 1.07;

    /// <summary>Between two looks at the most, whatever the interval would be. Default 30 s.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between looks while a callback is expected. Default 2 min.</summary>
    public TimeSpan SafetyInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>From the submit until the job is parked. Default 1 h.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromHours(1);

    internal LookPlan Freeze() => new(FirstLook, Interval, Growth, MaxInterval, SafetyInterval, Deadline);

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        var (moment, day) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        return
        [
            .. CheckedOptions.Range("Polling__FirstLook", FirstLook, moment, day),
            .. CheckedOptions.Range("Polling__Interval", Interval, moment, day),
            .. CheckedOptions.Range("Polling__MaxInterval", MaxInterval, moment, day),
            .. CheckedOptions.Range("Polling__SafetyInterval", SafetyInterval, moment, day),

            // A link to an input is signed for a little longer, and a user-delegation key lives seven days.
            .. CheckedOptions.Range("Polling__Deadline", Deadline, TimeSpan.FromSeconds(1), TimeSpan.FromDays(6)),
            .. Growth is >= 1 and <= 10 ? (string[])[] : [FormattableString.Invariant($"Polling__Growth is {Growth}; it must be between 1 and 10.")],
        ];
    }
}
