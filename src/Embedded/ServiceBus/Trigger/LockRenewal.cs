using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>Keeps a message locked while it is handled, at most for a given time; ends when disposed.</summary>
internal sealed class LockRenewal : IAsyncDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource ending = new();
    private Task loop = Task.CompletedTask;

    private LockRenewal()
    {
    }

    public static LockRenewal Start(
        ServiceBusReceiver receiver,
        ServiceBusReceivedMessage message,
        TimeSpan maxDuration,
        Func<Exception, ServiceBusErrorSource, Task> report,
        TimeProvider timeProvider)
    {
        var renewal = new LockRenewal();
        renewal.loop = renewal.RunAsync(receiver, message, maxDuration, report, timeProvider);
        return renewal;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await loop;
        ending.Dispose();
    }

    private async Task RunAsync(
        ServiceBusReceiver receiver,
        ServiceBusReceivedMessage message,
        TimeSpan maxDuration,
        Func<Exception, ServiceBusErrorSource, Task> report,
        TimeProvider timeProvider)
    {
        var started = timeProvider.GetUtcNow();
        try
        {
            while (true)
            {
                await Task.Delay(UntilRenewal(message, timeProvider.GetUtcNow()), timeProvider, ending.Token);
                if (timeProvider.GetUtcNow() - started > maxDuration)
                {
                    return;
                }

                await receiver.RenewMessageLockAsync(message, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Handled in time.
        }
        catch (Exception exception)
        {
            await report(exception, ServiceBusErrorSource.RenewLock);
        }
    }

    /// <summary>Half of a short lock, ten seconds before the end of a long one.</summary>
    private static TimeSpan UntilRenewal(ServiceBusReceivedMessage message, DateTimeOffset now)
    {
        var left = message.LockedUntil - now;
        var margin = left / 2 < LongestMargin ? left / 2 : LongestMargin;
        return left > margin ? left - margin : TimeSpan.Zero;
    }
}
