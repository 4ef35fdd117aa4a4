namespace VideoPipeline.LocalHost.ServiceBus;

/// <summary>What the broker offers and where it keeps its messages.</summary>
internal sealed class BrokerOptions
{
    /// <summary>SQLite file, held by one broker at a time; <c>:memory:</c> keeps nothing.</summary>
    public string DatabasePath { get; set; } = Path.Combine(".local", "broker.db");

    /// <summary>
    /// True: every commit is flushed before anybody is told, so that a power cut loses nothing either; false: survives the death of
    /// the process only.
    /// </summary>
    public bool Durable { get; set; } = true;

    /// <summary>Largest message or batch in encoded bytes; default 256 KB, as in the service's standard tier.</summary>
    public int MaxMessageBytes { get; set; } = 256 * 1024;

    /// <summary>Queues by name; the dead-letter queue comes with each.</summary>
    public Dictionary<string, QueueOptions> Queues { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Topics by name, each with its subscriptions.</summary>
    public Dictionary<string, TopicOptions> Topics { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>How a queue or a subscription hands out its messages.</summary>
internal class ReceiveOptions
{
    /// <summary>How long a delivered message stays locked; at most 5 minutes in the service, default 60 s.</summary>
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Deliveries after which a message goes to the dead-letter queue; default 10.</summary>
    public int MaxDeliveryCount { get; set; } = 10;

    /// <summary>Upper bound for the time to live of a message; default 14 days.</summary>
    public TimeSpan DefaultMessageTimeToLive { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Whether expired messages are dead-lettered rather than dropped; default false.</summary>
    public bool DeadLetteringOnMessageExpiration { get; set; }
}

/// <summary>A queue.</summary>
internal sealed class QueueOptions : ReceiveOptions
{
    /// <summary>How long a MessageId is remembered; zero (the default) turns duplicate detection off.</summary>
    public TimeSpan DuplicateDetectionWindow { get; set; }
}

/// <summary>A topic.</summary>
internal sealed class TopicOptions
{
    /// <summary>How long a MessageId is remembered; zero (the default) turns duplicate detection off.</summary>
    public TimeSpan DuplicateDetectionWindow { get; set; }

    public TimeSpan DefaultMessageTimeToLive { get; set; } = TimeSpan.FromDays(14);

    public Dictionary<string, SubscriptionOptions> Subscriptions { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A subscription; without a filter it takes every message, with several it takes what any of them matches.</summary>
internal sealed class SubscriptionOptions : ReceiveOptions
{
    /// <summary>SQL filters, e.g. <c>type = 'video.failed' AND meta_tenant IN ('a', 'b')</c>.</summary>
    public List<string> SqlFilters { get; } = [];

    /// <summary>Correlation filters: property names (<c>sys.Label</c> … for system properties) and the values they must equal.</summary>
    public List<Dictionary<string, string>> CorrelationFilters { get; } = [];
}
