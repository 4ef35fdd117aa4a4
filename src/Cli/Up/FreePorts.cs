using System.Net;
using System.Net.Sockets;

namespace VideoPipeline.Cli.Up;

/// <summary>Picks loopback ports, all different, and keeps them taken until disposed, so that no two picks collide.</summary>
internal sealed class FreePorts : IDisposable
{
    private readonly List<TcpListener> _taken = [];

    /// <summary>The preferred port when it is free, any free one otherwise.</summary>
    public int Prefer(int port) => TryTake(port) ?? Any();

    public int Any() => TryTake(0) ?? throw new IOException("No free port on 127.0.0.1.");

    /// <summary>The port, or null when somebody else listens there.</summary>
    public int? TryTake(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }

        _taken.Add(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => _taken.ForEach(listener => listener.Dispose());
}
