namespace VideoPipeline.Resellers.Capabilities;

/// <summary>One row of the capability table: what one provider can do with one model in one operation.</summary>
/// <param name="UpstreamModel">The provider's own spelling.</param>
/// <param name="AspectRatios">First the one that is taken when the request names none and 16:9 is not among them.</param>
public sealed record Capability(
    string Provider,
    string Model,
    string UpstreamModel,
    string Operation,
    IReadOnlyList<string> Resolutions,
    IReadOnlyList<int> Durations,
    IReadOnlyList<string> AspectRatios,
    InputLimits Inputs,
    FlagSupport Flags);

/// <summary>How many of each input an operation takes, from least to most.</summary>
/// <param name="AllImages">Most images in all, frames among them, where they share one list.</param>
/// <param name="SourceTask">Continues or edits the video of an earlier task.</param>
public sealed record InputLimits(
    Count FirstFrame = default,
    Count LastFrame = default,
    Count Images = default,
    Count Videos = default,
    Count Audios = default,
    bool SourceTask = false,
    int? AllImages = null)
{
    /// <summary>Longest reference video, in seconds; what an unknown duration is quoted for. Assumed for the whole family.</summary>
    public const decimal MaxVideoSeconds = 15;
}

/// <summary>From <paramref name="Min"/> to <paramref name="Max"/>; the default is none.</summary>
public readonly record struct Count(int Min, int Max)
{
    public static Count One { get; } = new(1, 1);

    public static Count UpTo(int max) => new(0, max);

    public override string ToString() => Min == Max ? $"{Max}" : $"{Min}–{Max}";
}

/// <summary>The switches of a provider.</summary>
public sealed record FlagSupport(Flag Seed = default, Flag Watermark = default, Flag GenerateAudio = default);

/// <summary>A switch that is documented takes any value; one that is not takes at most its documented default.</summary>
public readonly record struct Flag(bool Documented, bool? Default = null);

/// <summary>What holds for a provider as a whole.</summary>
/// <param name="MaxPromptLength">Where the provider documents one; counted in UTF-16 units, the most careful reading.</param>
/// <param name="Assumed">What its documents leave open and this table assumes.</param>
public sealed record ProviderTraits(
    string Provider,
    bool Callback = false,
    bool Cancel = false,
    bool FailureIsUnbilled = false,
    int? MaxPromptLength = null,
    string? Assumed = null);
