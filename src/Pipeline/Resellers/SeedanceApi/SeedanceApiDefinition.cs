using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Resellers.SeedanceApi;

/// <summary>
/// Seed 004: 2.0 and Fast in steps of five seconds, Mini from 4 to 15 and with references. With images the ratio is not a
/// parameter, so only <c>adaptive</c> fits. Mini at 1080p would be billed as 720p without a word: refused.
/// </summary>
internal static class SeedanceApiDefinition
{
    public const string Name = "seedanceapi";

    private const string PriceSource = "seedanceapi API v2";

    private static readonly IReadOnlyList<int> Steps = [5, 10, 15];
    private static readonly IReadOnlyList<string> Ratios = ["16:9", "9:16", "4:3", "3:4"];
    private static readonly IReadOnlyList<string> MiniRatios = [.. Ratios, "1:1", "21:9", Formats.Adaptive];
    private static readonly IReadOnlyList<string> ByImage = [Formats.Adaptive];
    private static readonly FlagSupport NoFlags = new();

    public static Reseller Reseller { get; } = new()
    {
        Name = Name,
        BaseUrl = "https://seedanceapi.org/v2",
        SubmitPath = "generate",
        LookPath = "status?task_id={task}",
        Callback = true,
        MaxPromptLength = 2000,
        Assumed = "at most 3 reference videos and 3 reference audios, beside at most 4 images",
        ErrorCodes = new Dictionary<string, string>
        {
            ["INVALID_PROMPT"] = "invalid_prompt",
            ["INVALID_ASPECT_RATIO"] = "invalid_aspect_ratio",
            ["INVALID_DURATION"] = "invalid_duration",
            ["TOO_MANY_IMAGES"] = "too_many_images",
            ["INVALID_API_KEY"] = "invalid_api_key",
            ["INSUFFICIENT_CREDITS"] = "insufficient_balance",
            ["TASK_NOT_FOUND"] = "not_found",
            ["INTERNAL_ERROR"] = "provider_error",
        },
        Capabilities = Capabilities(),
        Prices = [.. Prices()],
        UsageUnit = UsageUnit.Credits,
        Body = SeedanceApiWire.Body,
        Places = SeedanceApiWire.Places,
    };

    private static IReadOnlyList<Capability> Capabilities() =>
    [
        .. from model in (string[])[ModelNames.Seedance, ModelNames.Fast]
           from row in new (string Operation, IReadOnlyList<string> Ratios, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, Ratios, new()),
               (Operations.ImageToVideo, ByImage, new(FirstFrame: Count.One)),
               (Operations.ReferenceToVideo, ByImage, new(Images: new(1, 4))),
           }
           select new Capability(
               Name, model, model, row.Operation, Values.Upto1080, Steps, row.Ratios, row.Inputs, NoFlags),
        .. from row in new (string Operation, IReadOnlyList<string> Ratios, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, MiniRatios, new()),
               (Operations.ImageToVideo, ByImage, new(FirstFrame: Count.One)),
               (Operations.ReferenceToVideo, ByImage, new(Images: new(1, 4), Videos: Count.UpTo(3), Audios: Count.UpTo(3))),
               (Operations.VideoToVideo, MiniRatios, new(Videos: new(1, 3), Audios: Count.UpTo(3))),
           }
           select new Capability(
               Name, ModelNames.Mini, SeedanceApiWire.MiniModel, row.Operation,
               Values.Upto720, Values.From4To15, row.Ratios, row.Inputs, NoFlags),
    ];

    /// <summary>Credits per second of output; 100 credits are one dollar. The price of 2.0 and Fast is per duration alone.</summary>
    private static IEnumerable<PriceEntry> Prices() =>
        from price in new (string Model, string Resolution, bool Video, decimal Rate)[]
        {
            (ModelNames.Seedance, "480p", false, 48m),
            (ModelNames.Seedance, "720p", false, 48m),
            (ModelNames.Seedance, "1080p", false, 48m),
            (ModelNames.Fast, "480p", false, 32m),
            (ModelNames.Fast, "720p", false, 32m),
            (ModelNames.Fast, "1080p", false, 32m),
            (ModelNames.Mini, "480p", false, 14.25m),
            (ModelNames.Mini, "480p", true, 9m),
            (ModelNames.Mini, "720p", false, 30.75m),
            (ModelNames.Mini, "720p", true, 18.75m),
        }
        select new PriceEntry(
            Name, price.Model, price.Resolution, price.Video, UsageUnit.Credits, price.Rate, true, PriceSource);
}
