using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>The calls that every dialect has: submit, ask, and where it is documented cancel. Whatever happens, the answer is in the dialect.</summary>
public sealed partial class FrontDoorCalls
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DoorKeys keys;
    private readonly DoorOrders orders;
    private readonly DoorTasks tasks;
    private readonly JobControls controls;
    private readonly ILogger<FrontDoorCalls> logger;

    internal FrontDoorCalls(DoorKeys keys, DoorOrders orders, DoorTasks tasks, JobControls controls, ILogger<FrontDoorCalls> logger) =>
        (this.keys, this.orders, this.tasks, this.controls, this.logger) = (keys, orders, tasks, controls, logger);

    internal Task<IResult> SubmitAsync(IFrontDoor door, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken) =>
        AnswerAsync(door, request, [HttpMethods.Post], async () => await orders.PlaceAsync(door, request, client, cancellationToken) switch
        {
            DoorOrdered.Refused refused => Refused(door, refused.Refusal),
            DoorOrdered.Placed { IsNew: true } placed => Json(door.Created(DoorTasks.New(door, placed.Job))),
            DoorOrdered.Placed again => await StatusAsync(door, door.Ids.Of(again.Job.Job), client, cancellationToken),
            var other => throw new InvalidOperationException($"Unknown order {other.GetType().Name}."),
        });

    /// <param name="id">As the dialect writes it; null when the call names none.</param>
    internal Task<IResult> AskAsync(
        IFrontDoor door, HttpRequest request, string? id, DurableTaskClient client, CancellationToken cancellationToken) =>
        AnswerAsync(door, request, [HttpMethods.Get, HttpMethods.Head], () => StatusAsync(door, id, client, cancellationToken));

    /// <summary>As <see cref="AskAsync"/>, in a dialect that documents a cancel at the same address.</summary>
    internal Task<IResult> AskOrCancelAsync(
        IFrontDoor door, HttpRequest request, string? id, DurableTaskClient client, CancellationToken cancellationToken) =>
        AnswerAsync(door, request, [HttpMethods.Get, HttpMethods.Head, HttpMethods.Delete], () => HttpMethods.IsDelete(request.Method)
            ? CancelAsync(door, id, client, cancellationToken)
            : StatusAsync(door, id, client, cancellationToken));

    private async Task<IResult> StatusAsync(IFrontDoor door, string? id, DurableTaskClient client, CancellationToken cancellationToken) =>
        await tasks.FindAsync(door, id, client, cancellationToken) is { } job
            ? Json(door.Status(await tasks.ReadAsync(door, job, cancellationToken)))
            : NotFound(door);

    private async Task<IResult> CancelAsync(IFrontDoor door, string? id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await tasks.FindAsync(door, id, client, cancellationToken) is not { } job)
        {
            return NotFound(door);
        }

        if (job.Status.IsFinal || job.Status is JobStatus.Storing)
        {
            return Refused(door, new DoorRefusal(DoorRefusalKind.NotCancellable, "The task has ended; there is nothing to cancel."));
        }

        // Storage first: an event that is lost only delays the cancel until the next look.
        await controls.RequestCancelAsync(job.Id, cancellationToken);
        await client.WakeAsync(job.Id, job.Attempts?.Count ?? 1, logger, cancellationToken);
        return Json(door.Status(await tasks.ReadAsync(door, job, cancellationToken)));
    }

    private async Task<IResult> AnswerAsync(IFrontDoor door, HttpRequest request, IReadOnlyList<string> methods, Func<Task<IResult>> answer)
    {
        if (keys.Refuse(request) is { } refusal)
        {
            request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return Refused(door, refusal);
        }

        if (!methods.Contains(request.Method, StringComparer.OrdinalIgnoreCase))
        {
            request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
            return Refused(door, new DoorRefusal(DoorRefusalKind.WrongMethod, $"This address takes {string.Join(", ", methods)}."));
        }

        try
        {
            return await answer();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CallFailed(door.Name, e.GetType().Name);
            return Refused(door, new DoorRefusal(DoorRefusalKind.ServerError, "The call failed. Nothing that it may have started is lost."));
        }
    }

    private static IResult NotFound(IFrontDoor door) => Refused(door, new DoorRefusal(DoorRefusalKind.TaskNotFound, "There is no such task."));

    private static IResult Refused(IFrontDoor door, DoorRefusal refusal) => Json(door.Error(refusal), refusal.Status);

    private static IResult Json(JsonObject body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(s_json), "application/json", statusCode: status);

    [LoggerMessage(EventId = 1801, Level = LogLevel.Error, Message = "A call at the front door {Door} failed: {Reason}")]
    private partial void CallFailed(string door, string reason);
}
