using System.Net;

namespace VideoPipeline.Embedded.ServiceBus;

/// <summary>Where an endpoint of a connection string is reached over HTTP: the embedded broker, on loopback only.</summary>
internal static class EmulatorAddress
{
    private const int DefaultPort = 7073;

    public static readonly Uri Default = new($"http://127.0.0.1:{DefaultPort}");

    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    public static Uri From(Uri endpoint) =>
        new UriBuilder(Uri.UriSchemeHttp, endpoint.Host, endpoint.IsDefaultPort ? DefaultPort : endpoint.Port).Uri;

    public static Uri FromNamespace(string fullyQualifiedNamespace) => From(new Uri($"sb://{fullyQualifiedNamespace}"));
}
