using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>The Functions host's HTTP management API for orchestrations.</summary>
public static class DurableTaskManagementExtensions
{
    internal const string Root = "/runtime/webhooks/durabletask";

    /// <summary>Maps the endpoints under /runtime/webhooks/durabletask; authorization is the host's to add.</summary>
    public static RouteGroupBuilder MapDurableTaskManagement(this IEndpointRouteBuilder endpoints, DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(client);
        var group = endpoints.MapGroup(Root);
        group.AddEndpointFilter(AnswerFailuresAsync);

        var reading = new StatusEndpoints(client);
        group.MapGet("/instances", (Delegate)reading.ListAsync);
        group.MapGet("/instances/{instanceId}", reading.GetAsync);

        var commands = new CommandEndpoints(client);
        group.MapPost("/instances/{instanceId}/raiseEvent/{eventName}", commands.RaiseEventAsync);
        group.MapPost("/instances/{instanceId}/terminate", commands.TerminateAsync);
        group.MapPost("/instances/{instanceId}/suspend", commands.SuspendAsync);
        group.MapPost("/instances/{instanceId}/resume", commands.ResumeAsync);
        group.MapPost("/instances/{instanceId}/rewind", commands.RewindAsync);

        var starting = new StartEndpoints(client);
        group.MapPost("/instances/{instanceId}/restart", starting.RestartAsync);
        group.MapPost("/orchestrators/{functionName}/{instanceId?}", starting.StartAsync);

        var purging = new PurgeEndpoints(client);
        group.MapDelete("/instances", (Delegate)purging.PurgeManyAsync);
        group.MapDelete("/instances/{instanceId}", purging.PurgeAsync);
        return group;
    }

    private static async ValueTask<object?> AnswerFailuresAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ArgumentException failure)
        {
            return Failure(failure, StatusCodes.Status400BadRequest);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Failure(failure, StatusCodes.Status500InternalServerError);
        }
    }

    private static IResult Failure(Exception failure, int statusCode) => Results.Json(
        new
        {
            Message = "Something went wrong while processing the request.",
            ExceptionMessage = failure.Message,
            ExceptionType = failure.GetType().FullName,
            failure.StackTrace,
        },
        ManagementJson.Options,
        statusCode: statusCode);
}
