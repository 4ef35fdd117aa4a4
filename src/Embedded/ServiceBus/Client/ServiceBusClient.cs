#nullable disable
using Azure.Core;
using VideoPipeline.Embedded.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    private readonly RestTransport transport;

    protected ServiceBusClient()
    {
    }

    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
    {
        var properties = ServiceBusConnectionStringProperties.Parse(connectionString);
        if (properties.Endpoint is null)
        {
            throw new ArgumentException("The connection string has no Endpoint.", nameof(connectionString));
        }

        FullyQualifiedNamespace = properties.FullyQualifiedNamespace;
        Identifier = options?.Identifier ?? NewIdentifier(FullyQualifiedNamespace);
        transport = new RestTransport(EmulatorAddress.From(properties.Endpoint), options?.RetryOptions ?? new());
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace);
        ArgumentNullException.ThrowIfNull(credential);
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        Identifier = options?.Identifier ?? NewIdentifier(fullyQualifiedNamespace);
        transport = new RestTransport(EmulatorAddress.FromNamespace(fullyQualifiedNamespace), options?.RetryOptions ?? new());
    }

    public virtual string FullyQualifiedNamespace { get; }

    public virtual string Identifier { get; }

    public virtual bool IsClosed => transport is { IsClosed: true };

    internal RestTransport Transport => transport;

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => new EmbeddedSender(this, queueOrTopicName, null);

    public virtual ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options) =>
        new EmbeddedSender(this, queueOrTopicName, options);

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, options: null);

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) =>
        new EmbeddedReceiver(this, queueName, options);

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, null);

    public virtual ServiceBusReceiver CreateReceiver(
        string topicName, string subscriptionName, ServiceBusReceiverOptions options) =>
        new EmbeddedReceiver(this, topicName, subscriptionName, options);

    public virtual ServiceBusProcessor CreateProcessor(string queueName) => CreateProcessor(queueName, options: null);

    public virtual ServiceBusProcessor CreateProcessor(string queueName, ServiceBusProcessorOptions options) =>
        new EmbeddedProcessor(this, queueName, options);

    public virtual ServiceBusProcessor CreateProcessor(string topicName, string subscriptionName) =>
        CreateProcessor(topicName, subscriptionName, null);

    public virtual ServiceBusProcessor CreateProcessor(
        string topicName, string subscriptionName, ServiceBusProcessorOptions options) =>
        new EmbeddedProcessor(this, topicName, subscriptionName, options);

    public virtual ValueTask DisposeAsync()
    {
        transport?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal static string NewIdentifier(string name) => $"{name}-{Guid.NewGuid()}";

    // The constructors that take a client are protected, in the real types too; these give the client access to them.
    private sealed class EmbeddedSender(ServiceBusClient client, string path, ServiceBusSenderOptions options)
        : ServiceBusSender(client, path, options);

    private sealed class EmbeddedReceiver : ServiceBusReceiver
    {
        public EmbeddedReceiver(ServiceBusClient client, string queueName, ServiceBusReceiverOptions options)
            : base(client, queueName, options)
        {
        }

        public EmbeddedReceiver(ServiceBusClient client, string topicName, string subscriptionName, ServiceBusReceiverOptions options)
            : base(client, topicName, subscriptionName, options)
        {
        }
    }

    private sealed class EmbeddedProcessor : ServiceBusProcessor
    {
        public EmbeddedProcessor(ServiceBusClient client, string queueName, ServiceBusProcessorOptions options)
            : base(client, queueName, options)
        {
        }

        public EmbeddedProcessor(
            ServiceBusClient client, string topicName, string subscriptionName, ServiceBusProcessorOptions options)
            : base(client, topicName, subscriptionName, options)
        {
        }
    }
}
