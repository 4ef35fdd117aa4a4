using System.Globalization;
using System.Text.Json;

namespace VideoPipeline.Embedded.ServiceBus.Broker;

/// <summary>The JSON object that the REST API calls BrokerProperties (header of one message, member of a batch item).</summary>
internal static class BrokerProperties
{
    public static void Write(
        Utf8JsonWriter writer, BrokeredContent content, DeliveredMessage? delivered, Func<DateTimeOffset, string> time)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Texts(content))
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        if (content.TimeToLive is { } timeToLive)
        {
            writer.WriteNumber("TimeToLive", timeToLive.TotalSeconds);
        }

        if (content.ScheduledEnqueueTime is { } scheduled)
        {
            writer.WriteString("ScheduledEnqueueTimeUtc", time(scheduled));
        }

        if (delivered is not null)
        {
            WriteDelivery(writer, delivered, time);
        }

        writer.WriteEndObject();
    }

    public static BrokeredContent Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("BrokerProperties is a JSON object.");
        }

        return new BrokeredContent
        {
            MessageId = Text(element, "MessageId", maxLength: 128),
            Subject = Text(element, "Label") ?? Text(element, "Subject"),
            ContentType = Text(element, "ContentType"),
            CorrelationId = Text(element, "CorrelationId"),
            To = Text(element, "To"),
            ReplyTo = Text(element, "ReplyTo"),
            SessionId = Text(element, "SessionId", maxLength: 128),
            ReplyToSessionId = Text(element, "ReplyToSessionId", maxLength: 128),
            PartitionKey = Text(element, "PartitionKey", maxLength: 128),
            TimeToLive = ReadTimeToLive(element),
            ScheduledEnqueueTime = Time(element, "ScheduledEnqueueTimeUtc"),
        };
    }

    public static DeliveredMessage ReadDelivery(JsonElement element, BrokeredContent content) => new(content)
    {
        SequenceNumber = element.GetProperty("SequenceNumber").GetInt64(),
        EnqueuedSequenceNumber = element.GetProperty("EnqueuedSequenceNumber").GetInt64(),
        DeliveryCount = element.GetProperty("DeliveryCount").GetInt32(),
        LockToken = element.TryGetProperty("LockToken", out var token) ? token.GetGuid() : Guid.Empty,
        LockedUntil = Time(element, "LockedUntilUtc") ?? default,
        EnqueuedTime = Time(element, "EnqueuedTimeUtc") ?? default,
        State = Enum.Parse<MessageState>(element.GetProperty("State").GetString()!),
    };

    private static void WriteDelivery(Utf8JsonWriter writer, DeliveredMessage delivered, Func<DateTimeOffset, string> time)
    {
        writer.WriteNumber("SequenceNumber", delivered.SequenceNumber);
        writer.WriteNumber("EnqueuedSequenceNumber", delivered.EnqueuedSequenceNumber);
        writer.WriteNumber("DeliveryCount", delivered.DeliveryCount);
        writer.WriteString("EnqueuedTimeUtc", time(delivered.EnqueuedTime));
        writer.WriteString("State", delivered.State.ToString());
        if (delivered.LockToken != Guid.Empty)
        {
            writer.WriteString("LockToken", delivered.LockToken);
            writer.WriteString("LockedUntilUtc", time(delivered.LockedUntil));
        }
    }

    private static IEnumerable<(string Name, string? Value)> Texts(BrokeredContent content)
    {
        yield return ("MessageId", content.MessageId);
        yield return ("Label", content.Subject);
        yield return ("ContentType", content.ContentType);
        yield return ("CorrelationId", content.CorrelationId);
        yield return ("To", content.To);
        yield return ("ReplyTo", content.ReplyTo);
        yield return ("SessionId", content.SessionId);
        yield return ("ReplyToSessionId", content.ReplyToSessionId);
        yield return ("PartitionKey", content.PartitionKey);
    }

    private static string? Text(JsonElement element, string name, int maxLength = int.MaxValue)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= maxLength
            ? text
            : throw new FormatException($"BrokerProperties.{name} is a string of at most {maxLength} characters.");
    }

    private static DateTimeOffset? Time(JsonElement element, string name)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (Text(element, name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var time)
            ? time
            : throw new FormatException($"BrokerProperties.{name} is a date in RFC 1123 or ISO 8601 format.");
    }

    /// <summary>Seconds, or the batch call's <c>TimeToLiveTimeSpan</c>.</summary>
    private static TimeSpan? ReadTimeToLive(JsonElement element)
    {
        if (Text(element, "TimeToLiveTimeSpan") is { } text)
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero
                ? span
                : throw new FormatException("BrokerProperties.TimeToLiveTimeSpan is a positive time span.");
        }

        if (!element.TryGetProperty("TimeToLive", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || value.GetDouble() is not (> 0 and var seconds))
        {
            throw new FormatException("BrokerProperties.TimeToLive is a positive number of seconds.");
        }

        return seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds);
    }
}
