using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Durable;
using VideoPipeline.LocalHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace VideoPipeline.LocalHost.Http;

/// <summary>The routes of the HTTP functions, with the rules that the Functions host has for them.</summary>
internal sealed class FunctionEndpoints(
    FunctionsJobHost jobs, RequestGate gate, IConfiguration hostJson, IHttpForwarder forwarder, ILogger logger) : IDisposable
{
    private readonly HttpMessageInvoker client = new(WorkerConnections.CreateHandler());
    private readonly ConcurrencyLimiter limiter = Limiter(hostJson);

    public static string Route(FunctionMetadata function, string? routePrefix) =>
        $"{routePrefix?.Trim('/')}/{(FunctionMetadata.Text(function.Trigger, "route") ?? function.Name).TrimStart('/')}".Trim('/');

    public static string[] Methods(FunctionMetadata function) =>
        FunctionMetadata.Property(function.Trigger, "methods") is { ValueKind: JsonValueKind.Array } methods
            ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())]
            : [];

    public void Map(IEndpointRouteBuilder routes, IEnumerable<FunctionMetadata> functions)
    {
        foreach (var function in functions.Where(function => function.Is("httpTrigger")))
        {
            var anonymous = "anonymous".Equals(FunctionMetadata.Text(function.Trigger, "authLevel"), StringComparison.OrdinalIgnoreCase);
            RequestDelegate run = http => RunAsync(http, function.Name, anonymous);
            var (route, methods) = (Route(function, hostJson["extensions:http:routePrefix"]), Methods(function));
            _ = methods.Length > 0 ? routes.MapMethods(route, methods, run) : routes.Map(route, run);
        }

        routes.Map(ManagementApi.Path + "/{**rest}", http =>
            gate.Refuses(http, anonymous: false) ? Task.CompletedTask : ManagementApi.AnswerAsync(http, jobs.Durable));

        // The Functions host answers 404 to a wrong method too, never 405.
        routes.MapFallback("{**path}", static http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    public void Dispose()
    {
        client.Dispose();
        limiter.Dispose();
    }

    private async Task RunAsync(HttpContext http, string function, bool anonymous)
    {
        if (gate.Refuses(http, anonymous))
        {
            return;
        }

        if (http.Request.ContentLength > http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        using var place = await limiter.AcquireAsync(1, http.RequestAborted);
        if (!place.IsAcquired)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await jobs.CallAsync(function, new HttpCall(http, forwarder, client), http.RequestAborted);
        }
        catch (Exception exception)
        {
            if (!http.RequestAborted.IsCancellationRequested)
            {
                FunctionFailed(logger, function, exception);
            }

            Fail(http);
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static ConcurrencyLimiter Limiter(IConfiguration hostJson)
    {
        var concurrent = Positive(hostJson.GetValue("extensions:http:maxConcurrentRequests", -1));
        var outstanding = Positive(hostJson.GetValue("extensions:http:maxOutstandingRequests", -1));
        return new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Min(concurrent, outstanding),
            QueueLimit = Math.Max(0, outstanding - concurrent),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    // -1 is how host.json says "no limit".
    private static int Positive(int limit) => limit > 0 ? limit : int.MaxValue;

    private static readonly Action<ILogger, string, Exception?> FunctionFailed = LoggerMessage.Define<string>(
        LogLevel.Error, new EventId(7101), "Function {Function} failed; the caller got a 500.");
}
