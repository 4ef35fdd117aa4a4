using System.Net;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus;

/// <summary>Where a connection string points to, and whether that is for the broker to serve.</summary>
internal static class BrokerAddress
{
    /// <summary>The port of AMQP without TLS.</summary>
    public const int DefaultPort = 5672;

    public static string ConnectionString(int port) =>
        $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=local;UseDevelopmentEmulator=true;";

    /// <summary>The endpoint of a connection string, or null where it is not on this machine.</summary>
    /// <exception cref="BrokerSettingsException">The text is no connection string, or clients could not use it for the broker.</exception>
    public static IPEndPoint? Find(string connectionString)
    {
        Uri? endpoint;
        try
        {
            endpoint = ServiceBusConnectionStringProperties.Parse(connectionString).Endpoint;
        }
        catch (FormatException exception)
        {
            throw new BrokerSettingsException($"'ServiceBus' is no Service Bus connection string: {exception.Message}", exception);
        }

        if (endpoint is null)
        {
            throw new BrokerSettingsException("'ServiceBus' is a connection string without an Endpoint.");
        }

        if (AddressOf(endpoint.Host) is not { } address)
        {
            return null;
        }

        return connectionString.Contains("UseDevelopmentEmulator=true", StringComparison.Ordinal)
            ? new IPEndPoint(address, endpoint.IsDefaultPort || endpoint.Port <= 0 ? DefaultPort : endpoint.Port)
            : throw new BrokerSettingsException(
                "'ServiceBus' points to this machine without UseDevelopmentEmulator=true (lower case): clients would ask for TLS, which the broker has not.");
    }

    private static IPAddress? AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address) ? address
        : null;
}
