using VideoPipeline.Settings;

namespace VideoPipeline.Submissions;

/// <summary>How long a submit may take, and how long evidence about an ambiguous one is waited for.</summary>
public sealed class SubmissionsOptions : ICheckedOptions
{
    public const string SectionName = "Submissions";

    /// <summary>How long one POST may take. Default one minute.</summary>
    public TimeSpan PostTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an ambiguous submit waits for a callback or an operator before it is parked. Default 10 minutes.</summary>
    public TimeSpan AmbiguousWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after the record says <c>sending</c> the POST may still begin. Default 15 seconds.</summary>
    public TimeSpan SendWindow { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>By how much the clocks of two instances may differ. Default 15 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A provider that asks for a longer wait is asked again after this one. Default 10 minutes.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A provider whose turn is further away is passed over for the next one, where <c>auto</c> has one. Default 5 minutes.</summary>
    public TimeSpan PacePatience { get; set; } = TimeSpan.FromMinutes(5);

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        var least = TimeSpan.FromMilliseconds(1);
        string[] faults =
        [
            .. CheckedOptions.Range("Submissions__PostTimeout", PostTimeout, least, functionTimeout),
            .. CheckedOptions.Range("Submissions__AmbiguousWindow", AmbiguousWindow, least, TimeSpan.FromDays(7)),
            .. CheckedOptions.Range("Submissions__SendWindow", SendWindow, least, TimeSpan.FromMinutes(5)),
            .. CheckedOptions.Range("Submissions__ClockSkew", ClockSkew, least, TimeSpan.FromMinutes(5)),
            .. CheckedOptions.Range("Submissions__LongestRetryAfter", LongestRetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            .. CheckedOptions.Range("Submissions__PacePatience", PacePatience, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            .. SendWindow <= ClockSkew ? (string[])[] : [$"Submissions__SendWindow is {SendWindow}, above Submissions__ClockSkew of {ClockSkew}."],
            .. PostTimeout + SendWindow < functionTimeout
                ? (string[])[]
                : [$"Submissions__PostTimeout of {PostTimeout} and Submissions__SendWindow of {SendWindow} reach the host's functionTimeout of {functionTimeout}."],
        ];
        return faults;
    }
}
