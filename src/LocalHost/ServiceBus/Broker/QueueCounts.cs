namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>How many messages a queue or subscription holds; locked ones count as active, as in the service.</summary>
internal sealed record QueueCounts(long Active, long Locked, long Deferred, long Scheduled, long DeadLettered)
{
    /// <summary>Receive calls that wait for a message.</summary>
    public int Waiting { get; init; }

    public static QueueCounts Of(MessageQueue queue)
    {
        var counts = new QueueCounts(0, 0, 0, 0, queue.DeadLetterQueue?.Entries.Count() ?? 0)
        {
            Waiting = queue.Waiters.Count,
        };
        foreach (var entry in queue.Entries)
        {
            counts = entry.State switch
            {
                MessageState.Deferred => counts with { Deferred = counts.Deferred + 1 },
                MessageState.Scheduled => counts with { Scheduled = counts.Scheduled + 1 },
                _ => counts with { Active = counts.Active + 1, Locked = counts.Locked + (entry.IsLocked ? 1 : 0) },
            };
        }

        return counts;
    }
}
