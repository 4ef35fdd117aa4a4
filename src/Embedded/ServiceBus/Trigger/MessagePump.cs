using System.Threading.Channels;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>How a pump works; the defaults are those of the Functions extension.</summary>
internal sealed record MessagePumpSettings
{
    public bool AutoCompleteMessages { get; init; } = true;
    public int MaxConcurrentCalls { get; init; } = 16;
    public int PrefetchCount { get; init; }
    public TimeSpan MaxAutoLockRenewalDuration { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>
/// Receives messages and hands them to a handler, so many at a time, renewing their locks meanwhile. What the handler throws over
/// is abandoned; what it leaves unsettled is completed when that is asked for, else its lock runs out.
/// </summary>
internal sealed class MessagePump(
    ServiceBusReceiver receiver,
    MessagePumpSettings settings,
    Func<MessageSettlement, CancellationToken, Task> handle,
    Func<Exception, ServiceBusErrorSource, Task> report,
    TimeProvider timeProvider)
    : IAsyncDisposable
{
    private const int MaxReceive = 64;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource aborting = new();
    private readonly SemaphoreSlim room = new(settings.MaxConcurrentCalls + settings.PrefetchCount);
    private readonly Channel<ServiceBusReceivedMessage> received = Channel.CreateUnbounded<ServiceBusReceivedMessage>();
    private Task? running;

    public void Start() => running = Task.WhenAll(
        [Task.Run(FetchAsync), .. Enumerable.Range(0, settings.MaxConcurrentCalls).Select(_ => Task.Run(WorkAsync))]);

    /// <summary>Lets the running handlers finish; when the caller stops waiting, they are told to give up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await using (cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), aborting))
        {
            await (running ?? Task.CompletedTask);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        stopping.Dispose();
        aborting.Dispose();
        room.Dispose();
    }

    private async Task FetchAsync()
    {
        try
        {
            while (true)
            {
                await room.WaitAsync(stopping.Token);
                await FetchAsync(TakeRoom());
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            received.Writer.Complete();
        }
    }

    /// <summary>How many messages there is room for, the one waited for included.</summary>
    private int TakeRoom()
    {
        var taken = 1;
        while (taken < MaxReceive && room.Wait(0, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    private async Task FetchAsync(int wanted)
    {
        var count = 0;
        try
        {
            var messages = await receiver.ReceiveMessagesAsync(wanted, null, stopping.Token);
            count = messages.Count;
            foreach (var message in messages)
            {
                received.Writer.TryWrite(message);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            await ReportAsync(exception, ServiceBusErrorSource.Receive);
            await Task.Delay(PauseAfterFailure, timeProvider, stopping.Token);
        }
        finally
        {
            if (count < wanted)
            {
                room.Release(wanted - count);
            }
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var message in received.Reader.ReadAllAsync(CancellationToken.None))
        {
            await (stopping.IsCancellationRequested ? ReleaseAsync(message) : ProcessAsync(message));
            room.Release();
        }
    }

    private async Task ReleaseAsync(ServiceBusReceivedMessage message)
    {
        if (receiver.ReceiveMode == ServiceBusReceiveMode.PeekLock)
        {
            await TryAsync(() => receiver.ReleaseMessageAsync(message), ServiceBusErrorSource.Abandon);
        }
    }

    private async Task ProcessAsync(ServiceBusReceivedMessage message)
    {
        var settlement = new MessageSettlement(receiver, message);
        var isLocked = receiver.ReceiveMode == ServiceBusReceiveMode.PeekLock;
        if (isLocked && message.LockedUntil <= timeProvider.GetUtcNow())
        {
            return;
        }

        await using (isLocked ? LockRenewal.Start(receiver, message, settings.MaxAutoLockRenewalDuration, report, timeProvider) : null)
        {
            try
            {
                await handle(settlement, aborting.Token);
            }
            catch (Exception exception)
            {
                await ReportAsync(exception, ServiceBusErrorSource.ProcessMessageCallback);
                await AbandonAsync(settlement, isLocked);
                return;
            }
        }

        if (isLocked && settings.AutoCompleteMessages && !settlement.IsSettled)
        {
            await TryAsync(() => receiver.CompleteMessageAsync(message), ServiceBusErrorSource.Complete);
        }
    }

    private async Task AbandonAsync(MessageSettlement settlement, bool isLocked)
    {
        if (isLocked && !settlement.IsSettled)
        {
            await TryAsync(() => receiver.AbandonMessageAsync(settlement.Message), ServiceBusErrorSource.Abandon);
        }
    }

    private async Task TryAsync(Func<Task> settle, ServiceBusErrorSource source)
    {
        try
        {
            await settle();
        }
        catch (Exception exception)
        {
            await ReportAsync(exception, source);
        }
    }

    private async Task ReportAsync(Exception exception, ServiceBusErrorSource source)
    {
        try
        {
            await report(exception, source);
        }
        catch (Exception)
        {
            // An error handler that throws must not end the pump; there is nobody left to tell.
        }
    }
}
