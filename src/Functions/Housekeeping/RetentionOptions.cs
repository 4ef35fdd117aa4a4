using VideoPipeline.Settings;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>How long what is over is kept.</summary>
public sealed class RetentionOptions : ICheckedOptions
{
    public const string SectionName = "Retention";

    /// <summary>Histories of finished instances. Jobs are answered from their documents afterwards. Default 7 days.</summary>
    public TimeSpan Instances { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Inline images that came with requests; null (default) keeps them. The ledger, results and job documents always stay.</summary>
    public TimeSpan? Requests { get; set; }

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        var (least, most) = (TimeSpan.FromHours(1), TimeSpan.FromDays(3650));
        return
        [
            .. CheckedOptions.Range("Retention__Instances", Instances, least, most),
            .. Requests is { } requests ? CheckedOptions.Range("Retention__Requests", requests, least, most) : [],
        ];
    }
}
