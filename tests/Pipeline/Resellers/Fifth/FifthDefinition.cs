using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Tests.Resellers.Fifth;

/// <summary>A reseller that does not exist, with words, codes and places of its own.</summary>
internal static class FifthDefinition
{
    public const string Name = "fifth";

    public static Reseller Reseller { get; } = new()
    {
        Name = Name,
        BaseUrl = "https://fifth.example/api",
        SubmitPath = "orders",
        LookPath = "orders/{task}",
        CancelPath = "orders/{task}",
        ErrorCodes = new Dictionary<string, string> { ["E_POOR"] = "insufficient_balance" },
        StateWords = new Dictionary<string, TaskState> { ["baking"] = TaskState.Running, ["baked"] = TaskState.Succeeded },
        UsageUnit = UsageUnit.Seconds,
        Capabilities =
        [
            new(Name, ModelNames.Fast, "quick", Operations.TextToVideo, Values.Upto720, Values.From4To15, ["16:9"], new(), new FlagSupport()),
        ],
        Prices = [new(Name, ModelNames.Fast, "720p", null, UsageUnit.Seconds, 0.05m, true, "its page")],
        FormOf = (_, _, _) => InputForm.DataUri,
        Body = FifthWire.Body,
        Places = FifthWire.Places,
    };
}
