using System.Net;
using System.Net.Sockets;

namespace VideoPipeline.Support;

/// <summary>A port of this machine on which nobody listens just now, for what cannot take port 0.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
