using VideoPipeline.Providers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Providers.Gogogotoken;

/// <summary>Seeds 000 and 001: text, first and last frame, images, and a reference video beside images; no audio input, no 4k.</summary>
internal static class GogogotokenCapabilities
{
    private static readonly FlagSupport Flags = new(Seed: new(true));

    public static ProviderTraits Traits { get; } = new(
        ProviderNames.Gogogotoken,
        FailureIsUnbilled: true,
        Assumed: "4 to 15 seconds; Fast up to 720p; ratios beyond 16:9 and 9:16 by metadata; at most 9 images with the first frame, and 3 videos");

    public static IReadOnlyList<Capability> Rows { get; } =
    [
        .. from model in new (string Name, string Upstream, IReadOnlyList<string> Resolutions)[]
           {
               (ModelNames.Seedance, "doubao-seedance-2-0", Values.Upto1080),
               (ModelNames.Fast, "doubao-seedance-2-0-fast", Values.Upto720),
           }
           from operation in new (string Name, InputLimits Inputs)[]
           {
               (Operations.TextToVideo, new()),
               (Operations.ImageToVideo, new(FirstFrame: Count.One)),
               (Operations.StartEndToVideo, new(FirstFrame: Count.One, LastFrame: Count.One)),
               (Operations.ReferenceToVideo, new(Count.UpTo(1), Images: Count.UpTo(9), Videos: Count.UpTo(3), AllImages: 9)),
           }
           select new Capability(
               ProviderNames.Gogogotoken, model.Name, model.Upstream, operation.Name, model.Resolutions, Values.From4To15,
               Values.FamilyRatios, operation.Inputs, Flags),
    ];
}
