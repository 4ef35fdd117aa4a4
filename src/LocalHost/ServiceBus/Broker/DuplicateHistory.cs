namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>The MessageIds an entity has seen within its window.</summary>
internal sealed class DuplicateHistory(long queueId, TimeSpan window, BrokerStore store)
{
    private readonly Dictionary<string, DateTimeOffset> forgottenAt = new(StringComparer.Ordinal);
    private readonly Queue<(string MessageId, DateTimeOffset ForgottenAt)> oldestFirst = new();

    public void Restore(string messageId, DateTimeOffset until)
    {
        forgottenAt[messageId] = until;
        oldestFirst.Enqueue((messageId, until));
    }

    /// <summary>Says whether the id is new, and remembers it if so; a duplicate does not extend the window.</summary>
    public bool TryRemember(string messageId, DateTimeOffset now)
    {
        if (window <= TimeSpan.Zero)
        {
            return true;
        }

        Forget(now);
        if (forgottenAt.TryGetValue(messageId, out var seenUntil) && seenUntil > now)
        {
            return false;
        }

        var until = now + window;
        forgottenAt[messageId] = until;
        oldestFirst.Enqueue((messageId, until));
        store.Remember(queueId, messageId, until);
        return true;
    }

    private void Forget(DateTimeOffset now)
    {
        while (oldestFirst.TryPeek(out var oldest) && oldest.ForgottenAt <= now)
        {
            oldestFirst.Dequeue();
            if (forgottenAt.TryGetValue(oldest.MessageId, out var until) && until == oldest.ForgottenAt)
            {
                forgottenAt.Remove(oldest.MessageId);
                store.Forget(queueId, oldest.MessageId);
            }
        }
    }
}
