using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.Support;

namespace LocalHost.ServiceBus.Tests.Wire;

/// <summary>A broker with its door open, on a port of its own and the real clock.</summary>
internal sealed class WireBroker : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-wire-");

    private WireBroker()
    {
    }

    public LocalBroker Local { get; private set; } = null!;

    public string ConnectionString => Local.ConnectionString;

    public static async Task<WireBroker> StartAsync()
    {
        var started = new WireBroker();
        var options = new BrokerOptions
        {
            DatabasePath = Path.Combine(started.directory.FullName, "broker.db"),
            Durable = false,
            Queues =
            {
                ["jobs"] = new() { MaxDeliveryCount = 3 },
                ["unique"] = new() { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) },
                ["brief"] = new() { LockDuration = TimeSpan.FromSeconds(1), DeadLetteringOnMessageExpiration = true },
            },
            Topics =
            {
                ["events"] = new()
                {
                    Subscriptions =
                    {
                        ["all"] = new(),
                        ["failed"] = new() { SqlFilters = { "type = 'video.failed' AND cost > 1" } },
                        ["acme"] = new() { CorrelationFilters = { new() { ["tenant"] = "acme", ["sys.Label"] = "video" } } },
                    },
                },
            },
        };
        started.Local = await LocalBroker.StartAsync(
            options, new IPEndPoint(IPAddress.Loopback, FreePort.Next()), TimeProvider.System, NullLoggerFactory.Instance);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Local.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
