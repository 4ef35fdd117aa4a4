using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.Functions.Http;

/// <summary>Maps each HTTP function to its route; what the web application does not know is a 404, the wrong method included.</summary>
internal sealed partial class HttpFunctionEndpoints(FunctionRunner runner, RequestGate gate, ILoggerFactory loggers)
{
    /// <summary>The item under which the real ASP.NET Core integration keeps the HttpContext.</summary>
    public const string HttpContextItem = "HttpRequestContext";

    public static void Map(IEndpointRouteBuilder routes, IEnumerable<FunctionDescriptor> functions, string routePrefix)
    {
        var endpoints = ActivatorUtilities.CreateInstance<HttpFunctionEndpoints>(routes.ServiceProvider);
        foreach (var function in functions)
        {
            endpoints.Map(routes, function, Route(function, routePrefix));
        }

        // The Functions host answers 404, never 405.
        routes.MapFallback("{**path}", static http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    public static string Route(FunctionDescriptor function, string routePrefix)
    {
        var route = ((HttpTriggerAttribute)function.Trigger).Route ?? function.Name;
        return $"{routePrefix.Trim('/')}/{route.TrimStart('/')}".Trim('/');
    }

    private void Map(IEndpointRouteBuilder routes, FunctionDescriptor function, string route)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        var logger = loggers.CreateLogger($"Function.{function.Name}");
        RequestDelegate run = http => HandleAsync(http, function, trigger.AuthLevel, logger);
        var endpoint = trigger.Methods is { Length: > 0 } methods
            ? routes.MapMethods(route, methods.Select(method => method.ToUpperInvariant()), run)
            : routes.Map(route, run);
        endpoint.WithDisplayName(function.Name);
    }

    private async Task HandleAsync(HttpContext http, FunctionDescriptor function, AuthorizationLevel level, ILogger logger)
    {
        if (gate.Refuses(http, level))
        {
            return;
        }

        try
        {
            var invocation = new Invocation(function, http.RequestServices, http, http.RequestAborted)
            {
                BindingDataFactory = () => HttpTriggerSource.BindingData(http),
            };
            invocation.Items[HttpContextItem] = http;
            await runner.RunAsync(invocation);
            await HttpResultWriter.WriteAsync(http, invocation.Result);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            Answer(http, exception.StatusCode);
        }
        catch (Exception exception)
        {
            LogFailed(logger, function.Name, exception);
            if (http.Response.HasStarted)
            {
                http.Abort();
            }
            else
            {
                Answer(http, StatusCodes.Status500InternalServerError);
            }
        }
    }

    private static void Answer(HttpContext http, int status)
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
    }

    [LoggerMessage(6001, LogLevel.Error, "Function {Function} failed; the caller got a 500.")]
    private static partial void LogFailed(ILogger logger, string function, Exception exception);
}
