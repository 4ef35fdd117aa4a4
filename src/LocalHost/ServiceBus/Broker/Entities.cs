using Azure.Messaging.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Filters;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>The configured queues, topics and subscriptions with what the store holds of them.</summary>
internal sealed class Entities
{
    private readonly Dictionary<string, MessageQueue> receivable = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SendTarget> sendable = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, SendTarget> byQueueId = [];
    private readonly Dictionary<string, (long Id, long LastSequence)> stored;
    private readonly BrokerStore store;

    public Entities(BrokerOptions options, BrokerStore store)
    {
        this.store = store;
        stored = store.LoadQueues();
        foreach (var (name, queue) in options.Queues)
        {
            AddQueue(name, queue);
        }

        foreach (var (name, topic) in options.Topics)
        {
            AddTopic(name, topic);
        }

        foreach (var (queueId, messageId, forgottenAt) in store.LoadSeen())
        {
            byQueueId.GetValueOrDefault(queueId)?.Seen.Restore(messageId, forgottenAt);
        }
    }

    public IEnumerable<MessageQueue> Receivable => receivable.Values;

    /// <summary>The queue or topic whose scheduled messages stand in this queue.</summary>
    public SendTarget OwnerOf(MessageQueue queue) => byQueueId[queue.Id];

    public SendTarget FindSendable(string path) =>
        sendable.TryGetValue(path, out var target) ? target
        : receivable.ContainsKey(path)
            ? throw new ServiceBusException($"Messages cannot be sent to '{path}'.", ServiceBusFailureReason.GeneralError, path)
            : throw NotFound(path);

    public MessageQueue FindReceivable(string path) =>
        receivable.TryGetValue(path, out var queue) ? queue
        : sendable.ContainsKey(path)
            ? throw new ServiceBusException($"'{path}' is a topic: receive from one of its subscriptions.",
                ServiceBusFailureReason.GeneralError, path)
            : throw NotFound(path);

    /// <summary>Scheduled messages of a topic are peeked at the topic itself.</summary>
    public MessageQueue FindPeekable(string path) =>
        sendable.TryGetValue(path, out var target) ? target.Queue : FindReceivable(path);

    public IEnumerable<Entry> LoadEntries()
    {
        var queues = receivable.Values.Concat(sendable.Values.Select(target => target.Queue))
            .DistinctBy(queue => queue.Id).ToDictionary(queue => queue.Id);
        return store.LoadEntries(queues);
    }

    private void AddQueue(string name, QueueOptions options)
    {
        var queue = AddReceivable(name, options);
        AddSendable(name, queue, options.DuplicateDetectionWindow, options.DefaultMessageTimeToLive, subscriptions: null);
    }

    private void AddTopic(string name, TopicOptions options)
    {
        var subscriptions = options.Subscriptions
            .Select(s => new Subscription(AddReceivable($"{name}/subscriptions/{s.Key}", s.Value), MessageFilters.From(s.Value)))
            .ToList();
        var scheduled = Open(name, new ReceiveOptions(), deadLetterQueue: null);
        AddSendable(name, scheduled, options.DuplicateDetectionWindow, options.DefaultMessageTimeToLive, subscriptions);
    }

    private void AddSendable(
        string name, MessageQueue queue, TimeSpan window, TimeSpan timeToLive, IReadOnlyList<Subscription>? subscriptions)
    {
        var target = new SendTarget(queue, new DuplicateHistory(queue.Id, window, store), timeToLive, subscriptions);
        sendable.Add(name, target);
        byQueueId.Add(queue.Id, target);
    }

    private MessageQueue AddReceivable(string path, ReceiveOptions options)
    {
        var deadLetters = Open(path + MessageQueue.DeadLetterSuffix, options, deadLetterQueue: null);
        var queue = Open(path, options, deadLetters);
        receivable.Add(deadLetters.Path, deadLetters);
        receivable.Add(queue.Path, queue);
        return queue;
    }

    private MessageQueue Open(string path, ReceiveOptions options, MessageQueue? deadLetterQueue)
    {
        if (!stored.TryGetValue(path, out var known))
        {
            known = (store.AddQueue(path), 0);
        }

        return new MessageQueue(path, known.Id, known.LastSequence, options, deadLetterQueue);
    }

    private static ServiceBusException NotFound(string path) => new(
        $"The messaging entity '{path}' could not be found.", ServiceBusFailureReason.MessagingEntityNotFound, path);
}
