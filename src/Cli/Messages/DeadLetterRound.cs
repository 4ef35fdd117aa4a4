using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Messages;

/// <summary>Goes once through the dead letters. Over REST a look is a lock, so each is held until it is settled or given back.</summary>
internal sealed class DeadLetterRound(ServiceBusQueue deadLetters)
{
    private readonly List<LockedMessage> _held = [];
    private readonly HashSet<string> _seen = [];

    public IReadOnlyList<LockedMessage> Held => _held;

    /// <summary>The next one, or null at the end: none left, or the first that a lock ran out on comes round again.</summary>
    public async Task<LockedMessage?> NextAsync(CancellationToken cancellationToken)
    {
        if (await deadLetters.PeekLockAsync(cancellationToken) is not { } message)
        {
            return null;
        }

        _held.RemoveAll(other => other.Identity == message.Identity);
        _held.Add(message);
        return _seen.Add(message.Identity) ? message : null;
    }

    public void Forget(LockedMessage message) => _held.Remove(message);

    /// <summary>Unlocks what is held, also when the command was interrupted.</summary>
    public async Task GiveBackAsync()
    {
        foreach (var message in _held)
        {
            try
            {
                await deadLetters.UnlockAsync(message, CancellationToken.None);
            }
            catch (HostRefusedException)
            {
                // Its lock ran out: it is back already.
            }
        }
    }
}
