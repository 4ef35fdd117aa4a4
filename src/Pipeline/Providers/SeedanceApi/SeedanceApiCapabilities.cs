using VideoPipeline.Providers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Providers.SeedanceApi;

/// <summary>
/// Seed 004: 2.0 and Fast in steps of five seconds, Mini from 4 to 15 and with references. With images the ratio is not a
/// parameter, so only <c>adaptive</c> fits. Mini at 1080p would be billed as 720p without a word: refused.
/// </summary>
internal static class SeedanceApiCapabilities
{
    private static readonly IReadOnlyList<int> Steps = [5, 10, 15];
    private static readonly IReadOnlyList<string> Ratios = ["16:9", "9:16", "4:3", "3:4"];
    private static readonly IReadOnlyList<string> MiniRatios = [.. Ratios, "1:1", "21:9", Formats.Adaptive];
    private static readonly IReadOnlyList<string> ByImage = [Formats.Adaptive];
    private static readonly FlagSupport NoFlags = new();

    public static ProviderTraits Traits { get; } = new(
        ProviderNames.SeedanceApi,
        Callback: true,
        MaxPromptLength: 2000,
        Assumed: "at most 3 reference videos and 3 reference audios, beside at most 4 images");

    public static IReadOnlyList<Capability> Rows { get; } =
    [
        .. from model in (string[])[ModelNames.Seedance, ModelNames.Fast]
           from row in new (string Operation, IReadOnlyList<string> Ratios, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, Ratios, new()),
               (Operations.ImageToVideo, ByImage, new(FirstFrame: Count.One)),
               (Operations.ReferenceToVideo, ByImage, new(Images: new(1, 4))),
           }
           select new Capability(
               ProviderNames.SeedanceApi, model, model, row.Operation, Values.Upto1080, Steps, row.Ratios, row.Inputs, NoFlags),
        .. from row in new (string Operation, IReadOnlyList<string> Ratios, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, MiniRatios, new()),
               (Operations.ImageToVideo, ByImage, new(FirstFrame: Count.One)),
               (Operations.ReferenceToVideo, ByImage, new(Images: new(1, 4), Videos: Count.UpTo(3), Audios: Count.UpTo(3))),
               (Operations.VideoToVideo, MiniRatios, new(Videos: new(1, 3), Audios: Count.UpTo(3))),
           }
           select new Capability(
               ProviderNames.SeedanceApi, ModelNames.Mini, SeedanceApiWire.MiniModel, row.Operation,
               Values.Upto720, Values.From4To15, row.Ratios, row.Inputs, NoFlags),
    ];
}
