using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Events;

/// <summary>The topic that events go out on; absent when no Service Bus is configured.</summary>
public sealed class EventBus : IAsyncDisposable
{
    public const string Setting = "ServiceBus";
    public const string Topic = "video-events";

    private readonly ServiceBusClient? _client;
    private readonly ServiceBusSender? _sender;

    public EventBus(IConfiguration configuration)
    {
        _client = Connect(configuration);
        _sender = _client?.CreateSender(Topic);
    }

    public bool IsConfigured => _sender is not null;

    public Task SendAsync(ServiceBusMessage message, CancellationToken cancellationToken) =>
        _sender?.SendMessageAsync(message, cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private static ServiceBusClient? Connect(IConfiguration configuration)
    {
        if (configuration[$"{Setting}:fullyQualifiedNamespace"] is { Length: > 0 } name)
        {
            return new ServiceBusClient(name, StorageConnection.Credential(configuration, Setting));
        }

        return configuration[Setting] is { Length: > 0 } connectionString ? new ServiceBusClient(connectionString) : null;
    }
}
