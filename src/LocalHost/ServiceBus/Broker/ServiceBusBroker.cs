using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>
/// The broker itself. All calls go through one loop that applies what has gathered in one transaction and answers
/// after its commit: what a caller was told survives the death of the process, and many callers share one commit.
/// </summary>
internal sealed partial class ServiceBusBroker : IAsyncDisposable
{
    private const int MaxBatch = 256;
    private static readonly TimeSpan LongestAlarm = TimeSpan.FromDays(1);

    private readonly Channel<BrokerCommand> inbox =
        Channel.CreateUnbounded<BrokerCommand>(new UnboundedChannelOptions { SingleReader = true });

    private readonly BrokerOptions options;
    private readonly TimeProvider timeProvider;
    private readonly ILogger<ServiceBusBroker> logger;
    private readonly BrokerStore store;
    private readonly ITimer alarm;
    private readonly Task loop;
    private BrokerState? state;

    public ServiceBusBroker(BrokerOptions options, TimeProvider timeProvider, ILogger<ServiceBusBroker> logger)
    {
        this.options = options;
        this.timeProvider = timeProvider;
        this.logger = logger;
        store = new BrokerStore(options.DatabasePath, options.Durable);
        state = Load();
        alarm = timeProvider.CreateTimer(
            static self => ((ServiceBusBroker)self!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        loop = Task.Run(RunAsync);
        Wake();
    }

    /// <summary>Sequence numbers in the order of the messages; 0 for a duplicate, which is accepted and dropped.</summary>
    public async Task<IReadOnlyList<long>> SendAsync(string path, IReadOnlyList<BrokeredContent> contents)
    {
        MessageSize.Check(contents, options.MaxMessageBytes, path);
        return await CallAsync(s => s.Send(path, contents));
    }

    public Task CancelScheduledAsync(string path, IReadOnlyList<long> sequenceNumbers) =>
        CallAsync(s => Done(() => s.CancelScheduled(path, sequenceNumbers)));

    /// <summary>Up to <paramref name="maxMessages"/> messages, or none when nothing came within <paramref name="maxWait"/>.</summary>
    /// <remarks>A cancelled call has taken no message: either it throws, or it returns what it got.</remarks>
    public async Task<IReadOnlyList<DeliveredMessage>> ReceiveAsync(
        string path, int maxMessages, TimeSpan maxWait, bool deletesOnReceipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(maxMessages, deletesOnReceipt);
        var call = CallAsync(s => Done(() => s.Receive(path, waiter, maxWait)));
        await using var withdrawal = cancellationToken.UnsafeRegister(
            (_, token) => Post(new BrokerCommand<bool>(_ => Withdraw(waiter, token))), null);
        await call;
        return await waiter.Completion;
    }

    public Task<IReadOnlyList<DeliveredMessage>> ReceiveDeferredAsync(
        string path, IReadOnlyList<long> sequenceNumbers, bool deletesOnReceipt) =>
        CallAsync(s => s.ReceiveDeferred(path, sequenceNumbers, deletesOnReceipt));

    public Task<IReadOnlyList<DeliveredMessage>> PeekAsync(string path, long fromSequenceNumber, int maxMessages) =>
        CallAsync(s => s.Peek(path, fromSequenceNumber, maxMessages));

    public Task CompleteAsync(string path, Guid lockToken) => CallAsync(s => Done(() => s.Complete(path, lockToken)));

    public Task<DateTimeOffset> RenewAsync(string path, Guid lockToken) => CallAsync(s => s.Renew(path, lockToken));

    public Task AbandonAsync(string path, Guid lockToken, IReadOnlyDictionary<string, object?>? properties = null) =>
        CallAsync(s => Done(() => s.Abandon(path, lockToken, properties)));

    public Task TakeBackAsync(string path, Guid lockToken) => CallAsync(s => Done(() => s.TakeBack(path, lockToken)));

    public Task DeferAsync(string path, Guid lockToken, IReadOnlyDictionary<string, object?>? properties = null) =>
        CallAsync(s => Done(() => s.Defer(path, lockToken, properties)));

    public Task DeadLetterAsync(
        string path, Guid lockToken, string? reason, string? description, IReadOnlyDictionary<string, object?>? properties = null) =>
        CallAsync(s => Done(() => s.DeadLetter(path, lockToken, reason, description, properties)));

    /// <exception cref="ServiceBusException">There is nothing of that name that can be sent to.</exception>
    public Task CheckSendableAsync(string path) => CallAsync(s => Done(() => s.CheckSendable(path)));

    /// <exception cref="ServiceBusException">There is nothing of that name that can be received from.</exception>
    public Task CheckReceivableAsync(string path) => CallAsync(s => Done(() => s.CheckReceivable(path)));

    public Task<QueueCounts> CountAsync(string path) => CallAsync(s => s.Count(path));

    public async ValueTask DisposeAsync()
    {
        if (inbox.Writer.TryComplete())
        {
            await alarm.DisposeAsync();
            await loop;
            store.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<BrokerCommand>(MaxBatch);
        while (await inbox.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && inbox.Reader.TryRead(out var command))
            {
                batch.Add(command);
            }

            Process(batch);
        }

        state?.FailWaiters(new ObjectDisposedException(nameof(ServiceBusBroker)));
    }

    private void Process(List<BrokerCommand> batch)
    {
        try
        {
            state ??= Load();
            state.Advance(timeProvider.GetUtcNow());
            foreach (var command in batch)
            {
                command.Apply(state);
            }

            state.Finish();
            store.Commit();
        }
        catch (Exception exception)
        {
            Recover(batch, exception);
            return;
        }

        // Before anybody is answered, so that whoever moves a virtual clock on after an answer finds the alarm set.
        SetAlarm(state.NextAlarm);
        batch.ForEach(static command => command.Answer());
        state.ReleaseAnswered();
    }

    /// <summary>Nothing of the batch was stored: memory is loaded again from what is.</summary>
    private void Recover(List<BrokerCommand> batch, Exception exception)
    {
        LogBatchFailed(exception, batch.Count);
        var failure = new ServiceBusException(
            isTransient: true, "The broker could not store the change.", reason: ServiceBusFailureReason.ServiceBusy,
            innerException: exception);
        state?.FailWaiters(failure);
        state = null;
        batch.ForEach(command => command.Fail(failure));
        SetAlarm(timeProvider.GetUtcNow() + TimeSpan.FromSeconds(1));
        try
        {
            store.Rollback();
        }
        catch (Exception rollback)
        {
            LogBatchFailed(rollback, 0);
        }
    }

    private BrokerState Load()
    {
        var loaded = new BrokerState(options, store);
        store.Commit();
        return loaded;
    }

    private void SetAlarm(DateTimeOffset time)
    {
        if (time == DateTimeOffset.MaxValue)
        {
            alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers round down to milliseconds; waking a moment early would spin until the time has come.
        var wait = time - timeProvider.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        alarm.Change(
            wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestAlarm ? LongestAlarm : wait, Timeout.InfiniteTimeSpan);
    }

    private void Wake() => inbox.Writer.TryWrite(new BrokerCommand<bool>(static _ => true));

    private void Post(BrokerCommand command) => inbox.Writer.TryWrite(command);

    private Task<T> CallAsync<T>(Func<BrokerState, T> call)
    {
        var command = new BrokerCommand<T>(call);
        return inbox.Writer.TryWrite(command)
            ? command.Completion
            : Task.FromException<T>(new ObjectDisposedException(nameof(ServiceBusBroker)));
    }

    private static bool Withdraw(Waiter waiter, CancellationToken cancellationToken)
    {
        if (BrokerState.TryWithdraw(waiter))
        {
            waiter.Cancel(cancellationToken);
        }

        return true;
    }

    private static bool Done(Action action)
    {
        action();
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "A batch of {Count} calls failed; the broker reads its state again")]
    private partial void LogBatchFailed(Exception exception, int count);
}
