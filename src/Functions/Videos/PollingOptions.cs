using VideoPipeline.Settings;

namespace VideoPipeline.Functions.Videos;

/// <summary>The schedule of looks; frozen into each job when it starts.</summary>
public sealed class PollingOptions : ICheckedOptions
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

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        var (moment, day) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        return
        [
            .. CheckedOptions.Range("Polling__FirstLook", FirstLook, moment, day),
            .. CheckedOptions.Range("Polling__MaxInterval", MaxInterval, moment, day),
            .. CheckedOptions.Range("Polling__SafetyInterval", SafetyInterval, moment, day),

            // A link to an input is signed for a little longer, and a user-delegation key lives seven days.
            .. CheckedOptions.Range("Polling__Deadline", Deadline, TimeSpan.FromSeconds(1), TimeSpan.FromDays(6)),
            .. Growth is >= 1 and <= 10 ? (string[])[] : [FormattableString.Invariant($"Polling__Growth is {Growth}; it must be between 1 and 10.")],

            // A span that is out of its range has its sentence already.
            .. FirstLook <= MaxInterval || FirstLook > day || MaxInterval < moment ? (string[])[] : [$"Polling__FirstLook is {FirstLook}, above Polling__MaxInterval of {MaxInterval}."],
        ];
    }
}
