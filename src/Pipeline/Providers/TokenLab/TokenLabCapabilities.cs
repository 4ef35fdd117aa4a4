using VideoPipeline.Providers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Providers.TokenLab;

/// <summary>Seed 002: all six operations; 1080p and 4k with the base model only; 9 images, 3 videos and 3 audios as references.</summary>
internal static class TokenLabCapabilities
{
    private static readonly FlagSupport NoFlags = new();

    public static ProviderTraits Traits { get; } = new(
        ProviderNames.TokenLab,
        Cancel: true,
        FailureIsUnbilled: true,
        Assumed: "4 to 15 seconds; ratios beyond 16:9; Mini takes as many references as the others");

    public static IReadOnlyList<Capability> Rows { get; } =
    [
        .. from model in new (string Name, IReadOnlyList<string> Resolutions)[]
           {
               (ModelNames.Seedance, Values.Upto4K),
               (ModelNames.Fast, Values.Upto720),
               (ModelNames.Mini, Values.Upto720),
           }
           from operation in new (string Name, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, new()),
               (Operations.ImageToVideo, new(FirstFrame: Count.One)),
               (Operations.StartEndToVideo, new(FirstFrame: Count.One, LastFrame: Count.One)),
               (Operations.ReferenceToVideo, new(Images: new(1, 9), Videos: Count.UpTo(3), Audios: Count.UpTo(3))),
               (Operations.VideoToVideo, new(Videos: Count.One)),
               (Operations.VideoExtension, new(SourceTask: true)),
           }
           select new Capability(
               ProviderNames.TokenLab, model.Name, model.Name, operation.Name, model.Resolutions, Values.From4To15,
               Values.FamilyRatios, operation.Inputs, NoFlags),
    ];
}
