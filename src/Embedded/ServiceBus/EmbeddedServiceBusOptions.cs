namespace VideoPipeline.Embedded.ServiceBus;

/// <summary>What the embedded Service Bus offers, where it listens and where it keeps its messages.</summary>
internal sealed class EmbeddedServiceBusOptions
{
    public const string SectionName = "EmbeddedServiceBus";

    /// <summary>File in the data directory; one of its own, for SQLite lets one writer of a file starve the other.</summary>
    public const string DatabaseName = "servicebus.db";

    /// <summary>SQLite file, held by one broker at a time.</summary>
    public string DatabasePath { get; set; } = Path.Combine(".local", DatabaseName);

    /// <summary>
    /// True: every commit is flushed before anybody is told, so that a power cut loses nothing either; false: survives the death of
    /// the process only.
    /// </summary>
    public bool Durable { get; set; } = true;

    /// <summary>Loopback address of the REST listener; port 0 picks a free one.</summary>
    public Uri Endpoint { get; set; } = EmulatorAddress.Default;

    /// <summary>Largest message (body and properties) in bytes; default 256 KB, as in the service's standard tier.</summary>
    public int MaxMessageBytes { get; set; } = 256 * 1024;

    /// <summary>Queues by name; the dead-letter queue comes with each.</summary>
    public Dictionary<string, QueueOptions> Queues { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["video-jobs"] = new() { MaxDeliveryCount = 20, DuplicateDetectionWindow = TimeSpan.FromMinutes(10) },
    };

    /// <summary>Topics by name, each with its subscriptions.</summary>
    public Dictionary<string, TopicOptions> Topics { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["video-events"] = new() { Subscriptions = { ["all"] = new() } },
    };
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
