using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Callbacks;

/// <summary>
/// <c>POST /api/callbacks/{provider}/{job}/{attempt}?sig=</c>: a reseller says that something has changed. Writes the hint and wakes
/// the job; never does work itself, because resellers want an answer within 5 seconds.
/// </summary>
public sealed partial class ReceiveCallback(CallbackUrls urls, CallbackHints hints, TimeProvider time, ILogger<ReceiveCallback> logger)
{
    private const int MaxBody = 64 * 1024;

    [Function(nameof(ReceiveCallback))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/callbacks/{provider}/{jobId}/{attempt:int}")] HttpRequest request,
        string provider,
        string jobId,
        int attempt,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!urls.IsGenuine(provider, jobId, attempt, request.Query["sig"]))
        {
            Forged();
            return Answers.Refused(StatusCodes.Status403Forbidden, "invalid_signature", "This is not an address that we gave out.");
        }

        var taskId = await ReadTaskIdAsync(request, cancellationToken);
        var now = time.GetUtcNow();
        var last = await hints.ReadAsync(jobId, attempt, cancellationToken);

        // A flood: the look that the first of them asked for is still to come, and sees all that the others could say.
        var flood = last?.ReceivedAt + LookPlan.MinInterval > now;
        if (!flood || (taskId is not null && taskId != last!.TaskId))
        {
            var hint = new CallbackHint(taskId ?? last?.TaskId, flood ? last!.ReceivedAt : now, provider);
            await hints.WriteAsync(jobId, attempt, hint, cancellationToken);
        }

        if (!flood)
        {
            Received(provider, jobId, attempt, taskId is not null);
            await client.WakeAsync(jobId, attempt, logger, cancellationToken);
        }

        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    // The body is anybody's text: at most a candidate for a task id comes out of it.
    private static async Task<string?> ReadTaskIdAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new PooledBuffer();
        return await body.TryReadAsync(request.Body, MaxBody, cancellationToken)
            ? TaskIdOf(body.Written, request.Headers.ContentEncoding, Charsets.Of(request.ContentType))
            : null;
    }

    internal static string? TaskIdOf(ReadOnlyMemory<byte> body, string? coding = null, string? charset = null) =>
        CallbackBody.TaskId(body, coding, charset, MaxBody);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "{Provider} calls back for {JobId}.{Attempt} (names a task: {NamesTask}).")]
    private partial void Received(string provider, string jobId, int attempt, bool namesTask);

    // Nothing of the address: it is anybody's text.
    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "A callback without a valid signature is refused.")]
    private partial void Forged();
}
