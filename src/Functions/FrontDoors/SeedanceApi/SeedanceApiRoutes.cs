using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.FrontDoors.SeedanceApi;

/// <summary>The front door of who speaks seedanceapi's API v2 (seed 004).</summary>
public sealed class SeedanceApiRoutes(FrontDoorCalls calls)
{
    private static readonly SeedanceApiDoor s_door = new();

    [Function("SeedanceApiDoorSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v2/generate")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.SubmitAsync(s_door, request, client, cancellationToken);

    [Function("SeedanceApiDoorTask")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v2/status")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.AskAsync(s_door, request, request.Query["task_id"], client, cancellationToken);
}
