using System.Text.Json;
using System.Xml;

namespace VideoPipeline.LocalHost.ServiceBus;

/// <summary>Reads entities from a file in the shape of Microsoft's Service Bus emulator, so that either serves the same file.</summary>
internal static class EmulatorConfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The file that is delivered beside the broker.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "emulator.json");

    /// <exception cref="BrokerSettingsException">The file is missing or says something that the broker cannot do.</exception>
    public static void Read(string path, BrokerOptions options)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ConfigFile>(File.ReadAllText(path), Json);
            foreach (var declared in file?.UserConfig?.Namespaces ?? [])
            {
                Add(declared, options);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            throw new BrokerSettingsException($"The Service Bus entities in '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static void Add(NamespaceConfig declared, BrokerOptions options)
    {
        foreach (var queue in declared.Queues ?? [])
        {
            var properties = queue.Properties ?? new();
            options.Queues.Add(Named(queue.Name), Receiving(properties, new QueueOptions
            {
                DuplicateDetectionWindow = Window(properties),
            }));
        }

        foreach (var topic in declared.Topics ?? [])
        {
            var properties = topic.Properties ?? new();
            var added = new TopicOptions { DuplicateDetectionWindow = Window(properties) };
            added.DefaultMessageTimeToLive = Span(properties.DefaultMessageTimeToLive) ?? added.DefaultMessageTimeToLive;
            foreach (var subscription in topic.Subscriptions ?? [])
            {
                added.Subscriptions.Add(Named(subscription.Name), Subscribed(subscription));
            }

            options.Topics.Add(Named(topic.Name), added);
        }
    }

    private static SubscriptionOptions Subscribed(SubscriptionConfig subscription)
    {
        var options = Receiving(subscription.Properties ?? new(), new SubscriptionOptions());
        foreach (var rule in (subscription.Rules ?? []).Select(rule => rule.Properties))
        {
            if (rule?.SqlFilter?.SqlExpression is { } expression)
            {
                options.SqlFilters.Add(expression);
            }
            else if (rule?.CorrelationFilter is { } filter)
            {
                options.CorrelationFilters.Add(filter.Conditions());
            }
            else
            {
                throw new FormatException($"a rule of '{subscription.Name}' has neither a SqlFilter nor a CorrelationFilter.");
            }
        }

        return options;
    }

    private static T Receiving<T>(EntityProperties properties, T options)
        where T : ReceiveOptions
    {
        if (properties.RequiresSession)
        {
            throw new FormatException("RequiresSession is true, and this broker has no sessions.");
        }

        options.LockDuration = Span(properties.LockDuration) ?? options.LockDuration;
        options.MaxDeliveryCount = properties.MaxDeliveryCount ?? options.MaxDeliveryCount;
        options.DefaultMessageTimeToLive = Span(properties.DefaultMessageTimeToLive) ?? options.DefaultMessageTimeToLive;
        options.DeadLetteringOnMessageExpiration = properties.DeadLetteringOnMessageExpiration;
        return options;
    }

    private static string Named(string? name) => name is { Length: > 0 } ? name : throw new FormatException("an entity has no Name.");

    private static TimeSpan Window(EntityProperties properties) => properties.RequiresDuplicateDetection
        ? Span(properties.DuplicateDetectionHistoryTimeWindow) ?? TimeSpan.FromMinutes(10)
        : TimeSpan.Zero;

    private static TimeSpan? Span(string? iso8601) => iso8601 is null ? null : XmlConvert.ToTimeSpan(iso8601);

    private sealed record ConfigFile(UserConfig? UserConfig);

    private sealed record UserConfig(IReadOnlyList<NamespaceConfig>? Namespaces);

    private sealed record NamespaceConfig(IReadOnlyList<QueueConfig>? Queues, IReadOnlyList<TopicConfig>? Topics);

    private sealed record QueueConfig(string? Name, EntityProperties? Properties);

    private sealed record TopicConfig(string? Name, EntityProperties? Properties, IReadOnlyList<SubscriptionConfig>? Subscriptions);

    private sealed record SubscriptionConfig(string? Name, EntityProperties? Properties, IReadOnlyList<RuleConfig>? Rules);

    private sealed record RuleConfig(RuleProperties? Properties);

    private sealed record RuleProperties(SqlFilterConfig? SqlFilter, CorrelationFilterConfig? CorrelationFilter);

    private sealed record SqlFilterConfig(string? SqlExpression);

    private sealed record EntityProperties
    {
        public string? LockDuration { get; init; }
        public int? MaxDeliveryCount { get; init; }
        public string? DefaultMessageTimeToLive { get; init; }
        public bool DeadLetteringOnMessageExpiration { get; init; }
        public bool RequiresDuplicateDetection { get; init; }
        public string? DuplicateDetectionHistoryTimeWindow { get; init; }
        public bool RequiresSession { get; init; }
    }

    private sealed record CorrelationFilterConfig
    {
        public string? ContentType { get; init; }
        public string? CorrelationId { get; init; }
        public string? Label { get; init; }
        public string? MessageId { get; init; }
        public string? ReplyTo { get; init; }
        public string? ReplyToSessionId { get; init; }
        public string? SessionId { get; init; }
        public string? To { get; init; }
        public Dictionary<string, string>? Properties { get; init; }

        public Dictionary<string, string> Conditions()
        {
            (string Name, string? Value)[] system =
            [
                ("sys.ContentType", ContentType), ("sys.CorrelationId", CorrelationId), ("sys.Label", Label),
                ("sys.MessageId", MessageId), ("sys.ReplyTo", ReplyTo), ("sys.ReplyToSessionId", ReplyToSessionId),
                ("sys.SessionId", SessionId), ("sys.To", To),
            ];
            var conditions = Properties is null ? [] : new Dictionary<string, string>(Properties);
            foreach (var (name, value) in system)
            {
                if (value is not null)
                {
                    conditions[name] = value;
                }
            }

            return conditions;
        }
    }
}

/// <summary>The broker cannot start as it is set up; the message is one sentence for whoever set it up.</summary>
internal sealed class BrokerSettingsException(string message, Exception? inner = null) : Exception(message, inner);
