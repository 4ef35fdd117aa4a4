using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Resellers.TokenLab;

/// <summary>Seed 002: all six operations; 1080p and 4k with the base model only; 9 images, 3 videos and 3 audios as references.</summary>
internal static class TokenLabDefinition
{
    public const string Name = "tokenlab";

    private const string PriceSource = "tokenlab Seedance 2.0 guide: official CNY list at 6.8 CNY/USD";

    /// <summary>It converts the official CNY list at this rate.</summary>
    private const decimal CnyPerUsd = 6.8m;

    private static readonly FlagSupport NoFlags = new();

    public static Reseller Reseller { get; } = new()
    {
        Name = Name,
        BaseUrl = "https://api.tokenlab.sh/v1",
        SubmitPath = "videos/generations",
        LookPath = "tasks/{task}",
        CancelPath = "tasks/{task}",
        FailureIsUnbilled = true,
        Assumed = "4 to 15 seconds; ratios beyond 16:9; Mini takes as many references as the others",
        ErrorCodes = new Dictionary<string, string>
        {
            ["unsupported_task_cancel"] = "cancel_refused",
            ["task_not_cancellable"] = "cancel_refused",
        },
        Capabilities = Capabilities(),
        Prices = [.. Prices()],
        UsageUnit = UsageUnit.Tokens,
        Body = TokenLabWire.Body,
        Places = TokenLabWire.Places,
    };

    private static IReadOnlyList<Capability> Capabilities() =>
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
               Name, model.Name, model.Name, operation.Name, model.Resolutions, Values.From4To15,
               Values.FamilyRatios, operation.Inputs, NoFlags),
    ];

    /// <summary>CNY per million tokens, without and with video input. The list has no CNY price for 4k.</summary>
    private static IEnumerable<PriceEntry> Prices() =>
        from price in new (string Model, string Resolution, decimal Plain, decimal Video)[]
        {
            (ModelNames.Seedance, "480p", 46m, 28m),
            (ModelNames.Seedance, "720p", 46m, 28m),
            (ModelNames.Seedance, "1080p", 51m, 31m),
            (ModelNames.Fast, "480p", 37m, 22m),
            (ModelNames.Fast, "720p", 37m, 22m),
            (ModelNames.Mini, "480p", 23m, 14m),
            (ModelNames.Mini, "720p", 23m, 14m),
        }
        from video in (bool[])[false, true]
        select new PriceEntry(
            Name, price.Model, price.Resolution, video, UsageUnit.Tokens,
            (video ? price.Video : price.Plain) / CnyPerUsd, true, PriceSource);
}
