#nullable disable
using VideoPipeline.Embedded.ServiceBus.Trigger;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusProcessorOptions
{
    public bool AutoCompleteMessages { get; set; } = true;

    public string Identifier { get; set; }

    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);

    public int MaxConcurrentCalls { get; set; } = 1;

    public int PrefetchCount { get; set; }

    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    public SubQueue SubQueue { get; set; } = SubQueue.None;
}

public class ServiceBusProcessor : IAsyncDisposable
{
    private readonly ServiceBusReceiver receiver;
    private Func<ProcessErrorEventArgs, Task> onError;
    private Func<ProcessMessageEventArgs, Task> onMessage;
    private MessagePump pump;

    protected ServiceBusProcessor()
    {
    }

    protected ServiceBusProcessor(ServiceBusClient client, string queueName, ServiceBusProcessorOptions options)
        : this(client.CreateReceiver(queueName, ForReceiver(options)), options)
    {
    }

    protected ServiceBusProcessor(
        ServiceBusClient client, string topicName, string subscriptionName, ServiceBusProcessorOptions options)
        : this(client.CreateReceiver(topicName, subscriptionName, ForReceiver(options)), options)
    {
    }

    private ServiceBusProcessor(ServiceBusReceiver receiver, ServiceBusProcessorOptions options)
    {
        this.receiver = receiver;
        options ??= new ServiceBusProcessorOptions();
        AutoCompleteMessages = options.AutoCompleteMessages;
        MaxAutoLockRenewalDuration = options.MaxAutoLockRenewalDuration;
        MaxConcurrentCalls = options.MaxConcurrentCalls;
        PrefetchCount = options.PrefetchCount;
        Identifier = options.Identifier ?? receiver.Identifier;
    }

    public event Func<ProcessMessageEventArgs, Task> ProcessMessageAsync
    {
        add => onMessage = onMessage is null ? value : throw new NotSupportedException("There is a message handler already.");
        remove => onMessage = onMessage == value ? null : throw new ArgumentException("This is not the message handler.");
    }

    public event Func<ProcessErrorEventArgs, Task> ProcessErrorAsync
    {
        add => onError = onError is null ? value : throw new NotSupportedException("There is an error handler already.");
        remove => onError = onError == value ? null : throw new ArgumentException("This is not the error handler.");
    }

    public virtual string EntityPath => receiver?.EntityPath;

    public virtual string FullyQualifiedNamespace => receiver?.FullyQualifiedNamespace;

    public virtual string Identifier { get; }

    public virtual bool AutoCompleteMessages { get; }

    public virtual bool IsClosed { get; private set; }

    public virtual bool IsProcessing => pump is not null;

    public virtual TimeSpan MaxAutoLockRenewalDuration { get; }

    public virtual int MaxConcurrentCalls { get; }

    public virtual int PrefetchCount { get; }

    public virtual ServiceBusReceiveMode ReceiveMode => receiver.ReceiveMode;

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (onMessage is null || onError is null)
        {
            throw new InvalidOperationException("Set ProcessMessageAsync and ProcessErrorAsync before starting.");
        }

        if (pump is not null)
        {
            throw new InvalidOperationException("The processor runs already.");
        }

        var settings = new MessagePumpSettings
        {
            AutoCompleteMessages = AutoCompleteMessages,
            MaxConcurrentCalls = MaxConcurrentCalls,
            PrefetchCount = PrefetchCount,
            MaxAutoLockRenewalDuration = MaxAutoLockRenewalDuration,
        };
        pump = new MessagePump(receiver, settings, HandleAsync, ReportAsync, Clock);
        pump.Start();
        return Task.CompletedTask;
    }

    public virtual async Task StopProcessingAsync(CancellationToken cancellationToken = default)
    {
        if (pump is { } running)
        {
            await running.StopAsync(cancellationToken);
            await running.DisposeAsync();
            pump = null;
        }
    }

    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        await StopProcessingAsync(cancellationToken);
        IsClosed = true;
        await receiver.CloseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    private Task HandleAsync(MessageSettlement settlement, CancellationToken cancellationToken) =>
        onMessage(new ProcessMessageEventArgs(settlement, Identifier, cancellationToken));

    private Task ReportAsync(Exception exception, ServiceBusErrorSource source) =>
        onError(new ProcessErrorEventArgs(
            exception, source, FullyQualifiedNamespace, EntityPath, Identifier, CancellationToken.None));

    private static ServiceBusReceiverOptions ForReceiver(ServiceBusProcessorOptions options) => new()
    {
        Identifier = options?.Identifier,
        PrefetchCount = options?.PrefetchCount ?? 0,
        ReceiveMode = options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock,
        SubQueue = options?.SubQueue ?? SubQueue.None,
    };
}
