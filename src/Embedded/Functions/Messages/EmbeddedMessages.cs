using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.ServiceBus;

namespace VideoPipeline.Embedded.Functions.Messages;

/// <summary>Puts the embedded Service Bus into the host when the app uses one.</summary>
internal static class EmbeddedMessages
{
    private const string Setting = "ServiceBus";

    public static void AddTo(IServiceCollection services, IConfiguration configuration, bool hasTriggers, EmbeddedHostOptions options)
    {
        TakeFreePort(configuration);
        var isSet = !string.IsNullOrEmpty(configuration[Setting]) || configuration.GetSection(Setting).GetChildren().Any();
        if (hasTriggers || isSet)
        {
            services.AddEmbeddedServiceBus(configuration, options.DataDirectory);
        }
    }

    /// <summary>Port 0 in the setting: the app's own clients read that setting too, and must find the port that was taken.</summary>
    public static void TakeFreePort(IConfiguration configuration)
    {
        if (configuration[Setting] is { Length: > 0 } connectionString
            && ServiceBusConnectionStringProperties.Parse(connectionString).Endpoint is { Port: 0 } endpoint)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            configuration[Setting] = connectionString.Replace($"{endpoint.Host}:0", $"{endpoint.Host}:{port}", StringComparison.Ordinal);
        }
    }
}
