using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.FrontDoors.Gogogotoken;

/// <summary>The front door of who speaks gogogotoken's API (seeds 000 and 001).</summary>
public sealed class GogogotokenRoutes(FrontDoorCalls calls)
{
    private static readonly GogogotokenDoor s_door = new();

    [Function("GogogotokenDoorSubmit")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/video/generations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.SubmitAsync(s_door, request, client, cancellationToken);

    [Function("GogogotokenDoorTask")]
    public Task<IResult> AskAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/video/generations/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        calls.AskAsync(s_door, request, id, client, cancellationToken);
}
