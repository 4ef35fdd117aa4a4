using System.Text.Json;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>Tags as they are stored: a JSON object, or nothing when there are none.</summary>
internal static class TagText
{
    public static string? Write(IReadOnlyDictionary<string, string>? tags) =>
        tags is { Count: > 0 } ? JsonSerializer.Serialize(tags) : null;

    public static IReadOnlyDictionary<string, string>? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(text);
}
