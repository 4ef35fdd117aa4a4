using System.Net;
using System.Net.Sockets;

namespace VideoPipeline.Storage;

/// <summary>Which addresses a URL from outside may lead to. Checked when a connection is made, so that DNS cannot lie in between.</summary>
public static class AddressGuard
{
    // All of IPv6 that is assigned for use in public; what embeds an IPv4 address under another prefix is not in it.
    private static readonly IPNetwork s_globalUnicast = IPNetwork.Parse("2000::/3");

    // IANA special-purpose registries; everything that is not plain public unicast.
    private static readonly IPNetwork[] s_forbidden =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),

        // Azure's platform address (DNS, health, metadata proxies) is public by number only.
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || s_globalUnicast.Contains(plain))
            && Array.TrueForAll(s_forbidden, network => network.BaseAddress.AddressFamily != plain.AddressFamily || !network.Contains(plain));
    }

    /// <summary>A name is as bad as its worst address: one that is not public refuses them all.</summary>
    /// <exception cref="ForbiddenAddressException">One of the addresses is not public.</exception>
    public static void EnsurePublic(string host, IPAddress[] addresses)
    {
        if (Array.Find(addresses, address => !IsPublic(address)) is { } forbidden)
        {
            throw new ForbiddenAddressException(host, forbidden);
        }
    }

    /// <summary>
    /// A <see cref="SocketsHttpHandler.ConnectCallback"/> that resolves the name itself and connects to the very address that was
    /// checked.
    /// </summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        EnsurePublic(endPoint.Host, addresses);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A URL from outside leads into a network that it has no business in.</summary>
public sealed class ForbiddenAddressException(string host, IPAddress address)
    : HttpRequestException($"'{host}' leads to {address}, which is not a public address.");
