using VideoPipeline.Providers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Providers.TokenHub;

/// <summary>Seed 003: two models at 480p and 720p, inputs combined freely, at most three videos and three audios.</summary>
internal static class TokenHubCapabilities
{
    private static readonly FlagSupport Flags = new(Watermark: new(true, false), GenerateAudio: new(true, true));

    public static ProviderTraits Traits { get; } = new(
        ProviderNames.TokenHub,
        FailureIsUnbilled: true,
        Assumed: "at most 9 reference images; ratios beyond 16:9, 9:16 and 1:1");

    public static IReadOnlyList<Capability> Rows { get; } =
    [
        .. from model in (string[])[ModelNames.Seedance, ModelNames.Fast]
           from operation in new (string Name, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, new()),
               (Operations.ImageToVideo, new(FirstFrame: Count.One)),
               (Operations.StartEndToVideo, new(FirstFrame: Count.One, LastFrame: Count.One)),
               (Operations.ReferenceToVideo, new(Count.UpTo(1), Count.UpTo(1), Count.UpTo(9), Count.UpTo(3), Count.UpTo(3))),
               (Operations.VideoToVideo, new(Videos: new(1, 3), Audios: Count.UpTo(3))),
           }
           select new Capability(
               ProviderNames.TokenHub, model, $"doubao-{model}", operation.Name, Values.Upto720, Values.From4To15,
               [.. Values.FamilyRatios, Formats.Adaptive], operation.Inputs, Flags),
    ];
}
