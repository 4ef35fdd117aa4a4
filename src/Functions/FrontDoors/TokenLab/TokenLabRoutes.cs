using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.FrontDoors.TokenLab;

/// <summary>The front door of who speaks tokenlab's API (seed 002).</summary>
public sealed class TokenLabRoutes(FrontDoorCalls calls)
{
    private static readonly TokenLabDoor s_door = new();

    [Function("TokenLabDoorSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/videos/generations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.SubmitAsync(s_door, request, client, cancellationToken);

    [Function("TokenLabDoorTask")]
    public Task<IResult> AskOrCancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/tasks/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.AskOrCancelAsync(s_door, request, id, client, cancellationToken);
}
