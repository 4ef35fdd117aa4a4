using VideoPipeline.LocalHost.ServiceBus.Filters;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>What can be sent to: a queue, or a topic with its subscriptions.</summary>
/// <param name="Queue">The queue itself; for a topic, where its scheduled messages wait.</param>
/// <param name="Subscriptions">Null for a queue.</param>
internal sealed record SendTarget(
    MessageQueue Queue, DuplicateHistory Seen, TimeSpan TimeToLive, IReadOnlyList<Subscription>? Subscriptions);

/// <summary>A subscription takes what any of its filters matches.</summary>
internal sealed record Subscription(MessageQueue Queue, IReadOnlyList<IMessageFilter> Filters)
{
    public bool Takes(BrokeredContent content) => Filters.Any(filter => filter.Matches(content));
}
