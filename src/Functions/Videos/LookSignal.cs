using Microsoft.DurableTask;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// The event <see cref="EventName"/>: something has changed in storage, look again. It carries no meaning, so that a lost, late,
/// repeated or forged one does no harm. There is one waiter at a time, because the newest waiter of a name takes an event even when
/// nobody awaits it any more.
/// </summary>
internal sealed class LookSignal(TaskOrchestrationContext context)
{
    public const string EventName = "look";

    private Task<string?>? _waiter;

    /// <summary>Waits for the event or the time; true when the event came first.</summary>
    public async Task<bool> WaitAsync(DateTimeOffset until)
    {
        _waiter ??= context.WaitForExternalEvent<string?>(EventName);
        using var cancelTimer = new CancellationTokenSource();
        var timer = context.CreateTimer(until.UtcDateTime, cancelTimer.Token);
        if (await Task.WhenAny(timer, _waiter) == timer)
        {
            return false;
        }

        cancelTimer.Cancel();
        Rearm();
        return true;
    }

    /// <summary>Whether an event has come that nobody has acted on; a history must not end over it, because it would be lost.</summary>
    public bool IsRaised => _waiter is { IsCompleted: true };

    /// <summary>Waits for the time alone. Events stay where they are.</summary>
    public Task WaitOnlyAsync(DateTimeOffset until) => context.CreateTimer(until.UtcDateTime, CancellationToken.None);

    // However many events have come meanwhile, they ask for one look.
    public void Rearm()
    {
        while (_waiter is { IsCompleted: true })
        {
            _waiter = context.WaitForExternalEvent<string?>(EventName);
        }
    }
}
