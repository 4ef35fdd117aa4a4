using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.FrontDoors.TokenHub;

/// <summary>The front door of who speaks tokenhub's API (seed 003).</summary>
public sealed class TokenHubRoutes(FrontDoorCalls calls)
{
    private static readonly TokenHubDoor s_door = new();

    [Function("TokenHubDoorSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/v1/videos/generations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.SubmitAsync(s_door, request, client, cancellationToken);

    [Function("TokenHubDoorTask")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/v1/videos/generations/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.AskAsync(s_door, request, id, client, cancellationToken);
}
