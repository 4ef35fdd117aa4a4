using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>A Service Bus on this machine, with the product's entities, that outlives the hosts of a world and goes by its clock.</summary>
internal sealed class WorldBroker : IAsyncDisposable
{
    private readonly LocalBroker _broker;

    private WorldBroker(LocalBroker broker) => _broker = broker;

    /// <summary>The setting by which a host finds it.</summary>
    public (string Name, string Value) Setting => ("ServiceBus", _broker.ConnectionString);

    public static async Task<WorldBroker> StartAsync(PipelineWorld world)
    {
        var options = new BrokerOptions { DatabasePath = ":memory:" };
        EmulatorConfig.Read(EmulatorConfig.DefaultPath, options);
        while (true)
        {
            try
            {
                return new WorldBroker(await LocalBroker.StartAsync(
                    options, new IPEndPoint(IPAddress.Loopback, FreePort.Next()), world.Time, NullLoggerFactory.Instance));
            }
            catch (IOException)
            {
                // Somebody was quicker.
            }
        }
    }

    public ServiceBusClient Connect() => new(_broker.ConnectionString);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
