using VideoPipeline.Providers.Answers;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.SeedanceApi;

/// <summary>The error codes of seed 004, all of them.</summary>
internal static class SeedanceApiErrors
{
    public static ErrorTable Table { get; } = new(ProviderNames.SeedanceApi, new Dictionary<string, string>
    {
        ["INVALID_PROMPT"] = "invalid_prompt",
        ["INVALID_ASPECT_RATIO"] = "invalid_aspect_ratio",
        ["INVALID_DURATION"] = "invalid_duration",
        ["TOO_MANY_IMAGES"] = "too_many_images",
        ["INVALID_API_KEY"] = "invalid_api_key",
        ["INSUFFICIENT_CREDITS"] = "insufficient_balance",
        ["TASK_NOT_FOUND"] = "not_found",
        ["INTERNAL_ERROR"] = "provider_error",
    });

    public static SubmitAnswer Submit(HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses) =>
        Table.Submit(answer, rejectedStatuses, SeedanceApiWire.ReadAccepted);

    public static LookAnswer Look(HttpAnswer answer) => Table.Look(answer, SeedanceApiWire.ReadTask);
}
