using Azure.Messaging.ServiceBus;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Messages;

/// <summary>Goes once through the dead letters with each locked, until it is settled or given back.</summary>
internal sealed class DeadLetterRound(ServiceBusQueue queue)
{
    private readonly List<ServiceBusReceivedMessage> _held = [];
    private readonly HashSet<long> _seen = [];

    public IReadOnlyList<ServiceBusReceivedMessage> Held => _held;

    /// <summary>The next one, or null at the end: none left, or the first that a lock ran out on comes round again.</summary>
    public async Task<ServiceBusReceivedMessage?> NextAsync(CancellationToken cancellationToken)
    {
        if (await queue.LockAsync(cancellationToken) is not { } message)
        {
            return null;
        }

        _held.RemoveAll(other => other.SequenceNumber == message.SequenceNumber);
        _held.Add(message);
        return _seen.Add(message.SequenceNumber) ? message : null;
    }

    public void Forget(ServiceBusReceivedMessage message) => _held.Remove(message);

    /// <summary>Unlocks what is held, also when the command was interrupted.</summary>
    public async Task GiveBackAsync()
    {
        foreach (var message in _held)
        {
            try
            {
                await queue.UnlockAsync(message);
            }
            catch (HostRefusedException)
            {
                // Its lock ran out: it is back already.
            }
        }
    }
}
