using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>The messages that workers hold just now, by lock token: what the settlement service settles.</summary>
internal sealed class MessagesInHand
{
    private readonly ConcurrentDictionary<string, ProcessMessageEventArgs> held = new(StringComparer.OrdinalIgnoreCase);

    public IDisposable Hold(ProcessMessageEventArgs args)
    {
        held[args.Message.LockToken] = args;
        return new Holding(this, args.Message.LockToken);
    }

    public ProcessMessageEventArgs? Find(string lockToken) => held.GetValueOrDefault(lockToken);

    private sealed class Holding(MessagesInHand messages, string lockToken) : IDisposable
    {
        public void Dispose() => messages.held.TryRemove(lockToken, out _);
    }
}
