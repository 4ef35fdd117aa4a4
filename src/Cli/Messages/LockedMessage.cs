using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Messages;

/// <summary>A message as the broker handed it out; application properties are as they stood in the headers, quotes and all.</summary>
internal sealed record LockedMessage(
    string MessageId,
    string LockToken,
    string? Subject,
    long? SequenceNumber,
    string? EnqueuedTimeUtc,
    string ContentType,
    byte[] Body,
    IReadOnlyDictionary<string, string> Properties)
{
    // Headers of HTTP itself; every other one that came is an application property.
    private static readonly HashSet<string> NotProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "BrokerProperties", "Cache-Control", "Connection", "Date", "Keep-Alive", "Location", "Server", "Strict-Transport-Security",
        "Transfer-Encoding", "Vary", "Via",
    };

    // Written by whoever dead-lettered the message; a replay starts afresh.
    private static readonly HashSet<string> DeadLetterProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "DeadLetterReason", "DeadLetterErrorDescription",
    };

    /// <summary>What tells it from every other message of its queue; the same MessageId may lie there twice.</summary>
    public string Identity => SequenceNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? MessageId;

    public string? Reason => Text("DeadLetterReason");

    public string? Description => Text("DeadLetterErrorDescription");

    /// <summary>Under what key the message was meant to run once.</summary>
    public string IdempotencyKey => Text("idempotency_key") ?? MessageId;

    /// <summary>What a new message with the same meaning carries.</summary>
    public IReadOnlyDictionary<string, string> PropertiesToKeep =>
        Properties.Where(property => !DeadLetterProperties.Contains(property.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    public JsonObject ToJson() => new()
    {
        ["message_id"] = MessageId,
        ["sequence_number"] = SequenceNumber,
        ["enqueued_time"] = EnqueuedTimeUtc,
        ["subject"] = Subject,
        ["idempotency_key"] = IdempotencyKey,
        ["reason"] = Reason,
        ["description"] = Description,
        ["bytes"] = Body.Length,
    };

    public static async Task<LockedMessage> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var broker = JsonElement.Parse(answer.Headers.TryGetValues("BrokerProperties", out var values) ? string.Concat(values) : "{}");
        string? Broker(string name) =>
            broker.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null;
        return new LockedMessage(
            Broker("MessageId") ?? "",
            Broker("LockToken") ?? "",
            Broker("Label"),
            Broker("SequenceNumber") is { } number && long.TryParse(number, out var parsed) ? parsed : null,
            Broker("EnqueuedTimeUtc"),
            answer.Content.Headers.ContentType?.ToString() ?? "application/json",
            await answer.Content.ReadAsByteArrayAsync(cancellationToken),
            answer.Headers.Where(header => !NotProperties.Contains(header.Key))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A text property: JSON strings, which is how the service writes them, or bare text.</summary>
    private string? Text(string name)
    {
        if (!Properties.TryGetValue(name, out var value))
        {
            return null;
        }

        try
        {
            return value.StartsWith('"') ? JsonElement.Parse(value).GetString() : value;
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
