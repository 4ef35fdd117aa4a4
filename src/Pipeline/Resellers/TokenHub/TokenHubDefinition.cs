using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Resellers.TokenHub;

/// <summary>Seed 003: two models at 480p and 720p, inputs combined freely, at most three videos and three audios.</summary>
internal static class TokenHubDefinition
{
    public const string Name = "tokenhub";

    private const string PriceSource = "tokenhub API guide";

    private static readonly FlagSupport Flags = new(Watermark: new(true, false), GenerateAudio: new(true, true));

    public static Reseller Reseller { get; } = new()
    {
        Name = Name,
        BaseUrl = "https://tokenhub.store/api/v1",
        SubmitPath = "videos/generations",
        LookPath = "videos/generations/{task}",
        FailureIsUnbilled = true,
        Assumed = "at most 9 reference images; ratios beyond 16:9, 9:16 and 1:1",
        Capabilities = Capabilities(),
        Prices = [.. Prices()],
        UsageUnit = UsageUnit.Seconds,
        Body = TokenHubWire.Body,
        Places = TokenHubWire.Places,
    };

    private static IReadOnlyList<Capability> Capabilities() =>
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
               Name, model, $"doubao-{model}", operation.Name, Values.Upto720, Values.From4To15,
               [.. Values.FamilyRatios, Formats.Adaptive], operation.Inputs, Flags),
    ];

    /// <summary>USD per second; input and output seconds cost the same.</summary>
    private static IEnumerable<PriceEntry> Prices() =>
        from price in new (string Model, string Resolution, decimal Rate)[]
        {
            (ModelNames.Seedance, "480p", 0.12m),
            (ModelNames.Seedance, "720p", 0.20m),
            (ModelNames.Fast, "480p", 0.10m),
            (ModelNames.Fast, "720p", 0.16m),
        }
        select new PriceEntry(
            Name, price.Model, price.Resolution, null, UsageUnit.Seconds, price.Rate, true, PriceSource);
}
