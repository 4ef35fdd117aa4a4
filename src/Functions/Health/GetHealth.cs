using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Health;

/// <summary><c>GET /api/health</c>: 200 when storage and the durable store answer.</summary>
public sealed class GetHealth(BlobStore blobs)
{
    private const string NoInstance = "health";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    [Function(nameof(GetHealth))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        var storage = await AnswersAsync(async token => await blobs.Pipeline.ExistsAsync(token), patience.Token);
        var durable = await AnswersAsync(token => client.GetInstanceAsync(NoInstance, token), patience.Token);
        var body = new Health(storage && durable ? "healthy" : "unhealthy", storage, durable);
        return Results.Json(body, Json.Options, statusCode: storage && durable ? 200 : 503);
    }

    private static async Task<bool> AnswersAsync(Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask(cancellationToken);
            return true;
        }
        catch (Exception)
        {
            // Whatever keeps a store from answering is what this route is there to report.
            return false;
        }
    }
}

/// <summary>Which of the stores answer.</summary>
internal sealed record Health(string Status, bool Storage, bool Durable);
