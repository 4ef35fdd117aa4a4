using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>How the management API writes instances: names in camel case, times to the second, payloads as JSON.</summary>
internal static class ManagementJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Instance(OrchestrationMetadata metadata, bool showInput, JsonArray? history)
    {
        var json = new JsonObject
        {
            ["name"] = metadata.Name,
            ["instanceId"] = metadata.InstanceId,
            ["runtimeStatus"] = metadata.RuntimeStatus.ToString(),
            ["input"] = showInput ? Payload(metadata.SerializedInput) : null,
            ["customStatus"] = Payload(metadata.SerializedCustomStatus),
            ["output"] = Payload(metadata.SerializedOutput),
            ["createdTime"] = Second(metadata.CreatedAt),
            ["lastUpdatedTime"] = Second(metadata.LastUpdatedAt),
        };
        if (history is not null)
        {
            json["historyEvents"] = history;
        }

        return json;
    }

    /// <summary>JSON as it is; what is no JSON (the message of a failure) as a text.</summary>
    public static JsonNode? Payload(string? data)
    {
        if (data is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(data);
        }
        catch (JsonException)
        {
            return JsonValue.Create(data);
        }
    }

    private static string Second(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
