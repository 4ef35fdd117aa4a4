using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Resellers.Http;

/// <summary>The one place that sets user agent, connections and limits for every call to a provider.</summary>
internal static class HttpClients
{
    /// <summary>Shorter than any submit may take, so that an address that does not answer is proved not reached.</summary>
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    public static void AddProviderClients(this IServiceCollection services, string provider)
    {
        services.AddClient(ProviderHttp.SubmitClient(provider)).AddSubmitResilience(provider);
        services.AddClient(ProviderHttp.LookClient(provider)).AddLookResilience();
    }

    private static IHttpClientBuilder AddClient(this IServiceCollection services, string name) =>
        services.AddHttpClient(name)
            .ConfigureHttpClient(client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("videopipeline", "1.0"));
            })
            .UseSocketsHttpHandler((handler, _) =>
            {
                // A redirect would carry the key, or the order itself, to somewhere that nobody chose.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.AutomaticDecompression = DecompressionMethods.None;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                handler.ConnectCallback = ConnectAsync;
            });

    /// <summary>
    /// SocketsHttpHandler's own connect timeout looks like any other cancellation; this one fails as a connection does, which
    /// proves that nothing was sent.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectLimit);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
