using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Storage;

namespace VideoPipeline.Resellers.Gogogotoken;

/// <summary>Seeds 000 and 001: text, first and last frame, images, and a reference video beside images; no audio input, no 4k.</summary>
internal static class GogogotokenDefinition
{
    public const string Name = "gogogotoken";

    private const string PriceSource = "official USD list, which gogogotoken follows";

    private static readonly FlagSupport Flags = new(Seed: new(true));

    public static Reseller Reseller { get; } = new()
    {
        Name = Name,
        BaseUrl = "https://gogogotoken.com/v1",
        SubmitPath = "video/generations",
        LookPath = "video/generations/{task}",
        FailureIsUnbilled = true,
        Assumed =
            "4 to 15 seconds; Fast up to 720p; ratios beyond 16:9 and 9:16 by metadata; at most 9 images with the first frame, and 3 videos",
        ErrorCodes = new Dictionary<string, string> { ["insufficient_quota"] = "insufficient_balance" },
        SizeOf480 = (854, 480),
        FormOf = FormOf,
        Capabilities = Capabilities(),
        Prices = [.. Prices()],
        UsageUnit = UsageUnit.Tokens,
        Body = GogogotokenWire.Body,
        Places = GogogotokenWire.Places,
    };

    private static IReadOnlyList<Capability> Capabilities() =>
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
               Name, model.Name, model.Upstream, operation.Name, model.Resolutions, Values.From4To15,
               Values.FamilyRatios, operation.Inputs, Flags),
    ];

    /// <summary>USD per million tokens, without and with video input.</summary>
    private static IEnumerable<PriceEntry> Prices() =>
        from price in new (string Model, string Resolution, decimal Plain, decimal Video)[]
        {
            (ModelNames.Seedance, "480p", 7.0m, 4.3m),
            (ModelNames.Seedance, "720p", 7.0m, 4.3m),
            (ModelNames.Seedance, "1080p", 7.7m, 4.7m),
            (ModelNames.Fast, "480p", 5.6m, 3.3m),
            (ModelNames.Fast, "720p", 5.6m, 3.3m),
        }
        from video in (bool[])[false, true]
        select new PriceEntry(
            Name, price.Model, price.Resolution, video, UsageUnit.Tokens,
            video ? price.Video : price.Plain, false, PriceSource);

    /// <summary>
    /// The frame fields are base64. A first frame that is already a URL may stay one, in <c>images</c>, unless a last frame beside it
    /// would leave open which is which.
    /// </summary>
    private static InputForm FormOf(VideoRequest request, string field, string value) => field switch
    {
        "last_frame" => InputForm.DataUri,
        "first_frame" when request.Operation == Operations.StartEndToVideo => InputForm.DataUri,
        "first_frame" when request.Operation == Operations.ImageToVideo && BlobReference.IsMeant(value) => InputForm.DataUri,
        _ => InputForm.Url,
    };
}
