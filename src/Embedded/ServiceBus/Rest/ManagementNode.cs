using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>What the service does over AMQP only, as JSON calls: peek, schedule, defer, dead-letter.</summary>
internal sealed class ManagementNode(ServiceBusBroker broker)
{
    private const int MaxMessagesPerCall = 1000;

    public async Task HandleAsync(HttpContext context, string entity)
    {
        var body = await RestMessage.ReadBodyAsync(context.Request);
        var operation = context.Request.Query["operation"].ToString();
        var answer = operation == Wire.Schedule
            ? WriteNumbers(await broker.SendAsync(entity, Wire.Read(() => MessageJson.ReadBatch(new ReadOnlySequence<byte>(body)))))
            : await HandleAsync(entity, operation, ReadObject(body));
        context.Response.ContentType = Wire.BatchContentType;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async Task<ReadOnlyMemory<byte>> HandleAsync(string entity, string operation, JsonElement body)
    {
        switch (operation)
        {
            case Wire.Peek:
                var count = (int)Math.Clamp(Number(body, "message-count"), 1, MaxMessagesPerCall);
                return Wire.WriteMessages(await broker.PeekAsync(entity, Number(body, "from-sequence-number"), count));
            case Wire.ReceiveBySequenceNumber:
                var deletes = Number(body, "receiver-settle-mode") == 0;
                return Wire.WriteMessages(await broker.ReceiveDeferredAsync(entity, Numbers(body), deletes));
            case Wire.CancelScheduled:
                await broker.CancelScheduledAsync(entity, Numbers(body));
                return Empty;
            case Wire.RenewLock:
                var lockedUntil = await broker.RenewAsync(entity, LockToken(body));
                return Wire.WriteJson(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("expiration", lockedUntil);
                    json.WriteEndObject();
                });
            case Wire.UpdateDisposition:
                await SettleAsync(entity, body);
                return Empty;
            default:
                throw new FormatException($"'{operation}' is no operation of the management node.");
        }
    }

    private static ReadOnlyMemory<byte> Empty => "{}"u8.ToArray();

    private Task SettleAsync(string entity, JsonElement body)
    {
        var lockToken = LockToken(body);
        var properties = Wire.Read(() => Properties(body));
        return Text(body, "disposition-status") switch
        {
            "completed" => broker.CompleteAsync(entity, lockToken),
            "abandoned" => broker.AbandonAsync(entity, lockToken, properties),
            "released" => broker.TakeBackAsync(entity, lockToken),
            "defered" => broker.DeferAsync(entity, lockToken, properties),
            "suspended" => broker.DeadLetterAsync(
                entity, lockToken, Text(body, "deadletter-reason"), Text(body, "deadletter-description"), properties),
            var other => throw new FormatException($"'{other}' is no disposition."),
        };
    }

    private static Dictionary<string, object?> Properties(JsonElement body)
    {
        if (!body.TryGetProperty("properties-to-modify", out var properties) || properties.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().ToDictionary(p => p.Name, p => PropertyValue.Read(p.Value))
            : throw Missing("properties-to-modify");
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? Wire.Read(text.GetString) : null;

    private static Guid LockToken(JsonElement body) =>
        Guid.TryParse(Text(body, "lock-token"), out var lockToken) ? lockToken : throw Missing("lock-token");

    private static long Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value)
            ? value
            : throw Missing(name);

    private static List<long> Numbers(JsonElement body)
    {
        const string Name = "sequence-numbers";
        return body.TryGetProperty(Name, out var array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Select(n =>
                n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var value) ? value : throw Missing(Name))]
            : throw Missing(Name);
    }

    private static FormatException Missing(string name) => new($"'{name}' is missing or of the wrong type.");

    private static ReadOnlyMemory<byte> WriteNumbers(IReadOnlyList<long> numbers) => Wire.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sequence-numbers");
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static JsonElement ReadObject(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new FormatException("The body is a JSON object.");
    }
}
