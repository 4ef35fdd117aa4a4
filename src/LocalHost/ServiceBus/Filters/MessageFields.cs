using Microsoft.Azure.Amqp.Encoding;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

/// <summary>Names in filters: <c>sys.Label</c> is a system property, <c>user.type</c> or plain <c>type</c> an application property.</summary>
internal static class MessageFields
{
    private const string SystemScope = "sys.";
    private const string UserScope = "user.";

    public static object? Value(BrokeredContent content, string name)
    {
        if (name.StartsWith(SystemScope, StringComparison.OrdinalIgnoreCase))
        {
            return System(content, name[SystemScope.Length..]);
        }

        var plain = name.StartsWith(UserScope, StringComparison.OrdinalIgnoreCase) ? name[UserScope.Length..] : name;
        return Plain(content.Properties.TryGetValue(plain, out var value)
            ? value
            : content.Properties.FirstOrDefault(p => p.Key.Equals(plain, StringComparison.OrdinalIgnoreCase)).Value);
    }

    /// <summary>Symbols and the described types of the clients (uri, time span, offset) by what they say.</summary>
    private static object? Plain(object? value) => value switch
    {
        AmqpSymbol symbol => symbol.Value,
        DescribedType described => Plain(described.Value),
        _ => value,
    };

    private static string? System(BrokeredContent content, string name) => name.ToUpperInvariant() switch
    {
        "LABEL" or "SUBJECT" => content.Subject,
        "MESSAGEID" => content.MessageId,
        "CORRELATIONID" => content.CorrelationId,
        "CONTENTTYPE" => content.ContentType,
        "TO" => content.To,
        "REPLYTO" => content.ReplyTo,
        "SESSIONID" => content.SessionId,
        "REPLYTOSESSIONID" => content.ReplyToSessionId,
        _ => null,
    };
}
