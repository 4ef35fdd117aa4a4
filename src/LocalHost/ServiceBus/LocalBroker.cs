using System.Net;
using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using VideoPipeline.LocalHost.ServiceBus.Wire;

namespace VideoPipeline.LocalHost.ServiceBus;

/// <summary>A running broker: its store and its door.</summary>
internal sealed class LocalBroker : IAsyncDisposable
{
    private readonly BrokerListener listener;

    private LocalBroker(ServiceBusBroker broker, BrokerListener listener, IPEndPoint endpoint)
    {
        (Broker, this.listener, Endpoint) = (broker, listener, endpoint);
    }

    public ServiceBusBroker Broker { get; }

    public IPEndPoint Endpoint { get; }

    public string ConnectionString => BrokerAddress.ConnectionString(Endpoint.Port);

    /// <exception cref="IOException">The port is in use.</exception>
    /// <exception cref="InvalidOperationException">The store is in use.</exception>
    public static async Task<LocalBroker> StartAsync(
        BrokerOptions options, IPEndPoint endpoint, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        var broker = new ServiceBusBroker(options, timeProvider, loggers.CreateLogger<ServiceBusBroker>());
        try
        {
            return new LocalBroker(broker, BrokerListener.Start(broker, endpoint, options.MaxMessageBytes), endpoint);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await Broker.DisposeAsync();
    }
}
