using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Tests.Storage;

/// <summary>A host of assets on a loopback port, which does what a test says.</summary>
internal sealed class AssetServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AssetServer(WebApplication app) => _app = app;

    public ConcurrentQueue<AssetRequest> Requests { get; } = new();

    public Uri Address => new(_app.Urls.Single());

    public static async Task<AssetServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new AssetServer(builder.Build());
        server._app.Run(context =>
        {
            server.Requests.Enqueue(AssetRequest.From(context.Request));
            return answer(context);
        });
        await server._app.StartAsync();
        return server;
    }

    public string Url(string path = "/video.mp4") => new Uri(Address, path).AbsoluteUri;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Sends bytes as a well-behaved host does: with a version, and from where the client asks.</summary>
    /// <param name="cutAfter">Ends the connection after so many bytes of this answer, which the client gets for certain.</param>
    /// <param name="hold">Falls silent there instead, until the client goes.</param>
    public static async Task SendAsync(HttpContext context, byte[] bytes, string? version = "\"v1\"", int? cutAfter = null, bool hold = false)
    {
        var from = 0;
        var range = context.Request.GetTypedHeaders().Range;
        var ifRange = context.Request.Headers.IfRange.ToString();
        if (range is not null && (ifRange.Length == 0 || ifRange == version))
        {
            from = (int)range.Ranges.Single().From!.Value;
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(from, bytes.Length - 1, bytes.Length);
        }

        context.Response.ContentType = "video/mp4";
        context.Response.ContentLength = bytes.Length - from;
        if (version is not null)
        {
            context.Response.Headers.ETag = version;
        }

        var length = Math.Min(cutAfter ?? int.MaxValue, bytes.Length - from);
        await context.Response.Body.WriteAsync(bytes.AsMemory(from, length), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (hold && from + length < bytes.Length)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>What a host saw of a request.</summary>
internal sealed record AssetRequest(string Path, string Range, string IfRange, IReadOnlyList<string> Headers)
{
    public static AssetRequest From(HttpRequest request) => new(
        string.Create(CultureInfo.InvariantCulture, $"{request.Path}{request.QueryString}"),
        request.Headers.Range.ToString(),
        request.Headers.IfRange.ToString(),
        [.. request.Headers.Keys]);
}
