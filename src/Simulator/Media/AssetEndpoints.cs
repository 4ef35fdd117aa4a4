using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Media;

/// <summary>Serves result videos and covers until their URLs expire.</summary>
internal sealed class AssetEndpoints(
    TaskStore tasks, ClipLibrary clips, Journal journal, IOptions<SimulatorOptions> options, TimeProvider time)
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(
            "/assets/{task_id}/video.mp4", ReadMethods, (HttpContext http, string task_id) => VideoAsync(http, task_id));
        routes.MapMethods("/assets/{task_id}/cover.jpg", ReadMethods, (string task_id) => Cover(task_id));
    }

    private async Task<IResult> VideoAsync(HttpContext http, string taskId)
    {
        if (Find(taskId, out var gone) is not { } task)
        {
            return gone;
        }

        task.CountDownload();
        journal.Of(task.Dialect).Download(http.Request.Headers.Authorization.Count > 0);
        var clip = clips.For(task);
        foreach (var candidate in task.Faults)
        {
            if (candidate is { Stage: FaultStage.Asset, Kind: not FaultKind.MissingCover }
                && task.TakesTurn(candidate.Kind, out var fault))
            {
                return await DistortedAsync(http, clip, fault).ConfigureAwait(false);
            }
        }

        return File(clip.Video, "video/mp4", clip.VideoTag, task);
    }

    private IResult Cover(string taskId)
    {
        if (Find(taskId, out var gone) is not { } task)
        {
            return gone;
        }

        if (task.FaultOf(FaultKind.MissingCover) is not null)
        {
            return Denied(StatusCodes.Status404NotFound, "NoSuchKey");
        }

        var clip = clips.For(task);
        return File(clip.Cover, "image/jpeg", clip.CoverTag, task);
    }

    private VideoTask? Find(string taskId, out IResult gone)
    {
        gone = Denied(StatusCodes.Status404NotFound, "NoSuchKey");
        var now = time.GetUtcNow();
        if (tasks.Find(taskId) is not { } task || TaskLife.PhaseAt(task, now) != TaskPhase.Succeeded)
        {
            return null;
        }

        if (now < TaskLife.EndsAt(task) + TimeSpan.FromHours(options.Value.AssetHours))
        {
            return task;
        }

        gone = Denied(StatusCodes.Status403Forbidden, "AccessDenied");
        return null;
    }

    private static async Task<IResult> DistortedAsync(HttpContext http, Clip clip, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Truncated:
                return Results.Bytes(clip.Video[..(clip.Video.Length / 2)], "video/mp4");
            case FaultKind.WrongLength:
                http.Response.ContentType = "video/mp4";
                http.Response.ContentLength = clip.Video.Length;
                await http.Response.Body
                    .WriteAsync(clip.Video.AsMemory(0, clip.Video.Length / 2), http.RequestAborted)
                    .ConfigureAwait(false);
                // Nothing more: Kestrel closes the connection in good order, so that the first half does arrive.
                return Results.Empty;
            case FaultKind.NotMp4:
                return Results.Bytes("<!doctype html><title>Sign in</title>"u8.ToArray(), fault.Text("type"));
            case FaultKind.PrivateRedirect:
                Answers.Redirect(http, fault);
                return Results.Empty;
            case FaultKind.ExpiredUrl:
                return Denied(fault.Status, "AccessDenied");
            default:
                return Denied(fault.Status, "ServiceUnavailable");
        }
    }

    private static IResult File(byte[] bytes, string contentType, string tag, VideoTask task) => Results.Bytes(
        bytes,
        contentType,
        lastModified: TaskLife.EndsAt(task),
        entityTag: EntityTagHeaderValue.Parse(tag),
        enableRangeProcessing: true);

    private static IResult Denied(int status, string code) =>
        Results.Text($"<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>", "application/xml", statusCode: status);
}
