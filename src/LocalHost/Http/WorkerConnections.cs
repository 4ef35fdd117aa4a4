using System.Net.Sockets;

namespace VideoPipeline.LocalHost.Http;

/// <summary>Connections to the worker's own web server, which may begin to listen a moment after its functions are loaded.</summary>
internal static class WorkerConnections
{
    private static readonly TimeSpan s_listensWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = ConnectAsync,
    };

    // Connecting is what is tried again, never a request: nothing has been sent yet.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(since) < s_listensWithin)
            {
                socket.Dispose();
                await Task.Delay(s_pause, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
