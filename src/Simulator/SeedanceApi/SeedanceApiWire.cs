using System.Text.Json.Serialization;

namespace VideoPipeline.Simulator.SeedanceApi;

/// <summary>The envelope of every answer.</summary>
internal sealed record SeedanceApiAnswer<T>(int Code, string Message, T Data);

internal sealed record SeedanceApiCreated(string TaskId, string Status, decimal ConsumedCredits);

internal sealed record SeedanceApiStatus(
    string TaskId,
    string Status,
    decimal? ConsumedCredits,
    string CreatedAt,
    IReadOnlyDictionary<string, object> Request,
    IReadOnlyList<string> Response,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ErrorMessage);

/// <param name="Code">The HTTP status; the documented code stands in <paramref name="Error"/>.</param>
internal sealed record SeedanceApiErrorBody(int Code, string Message, SeedanceApiError Error);

internal sealed record SeedanceApiError(string Code, string Message);
