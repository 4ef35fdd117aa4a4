using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>POST /api/batches</c>: JSON, NDJSON, CSV or the name of a manifest; checks every item, writes the batch down and starts it.</summary>
public sealed class PostBatch(BatchDoor door, BatchQueries queries, RequestRules rules)
{
    /// <summary>The options that a query may carry.</summary>
    internal static readonly string[] OptionNames = ["name", "max_concurrency", "max_cost_usd", "over_budget", "webhook_url"];

    private const int MaxKeyLength = 256;

    [Function(nameof(PostBatch))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (FormOf(request.ContentType) is not { } form)
        {
            return Answers.Refused(415, "unsupported_media_type", "A batch is application/json, application/x-ndjson or text/csv.");
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength)
        {
            return Answers.Refused(400, "invalid_idempotency_key", $"An Idempotency-Key has at most {MaxKeyLength} characters.");
        }

        var (options, problem) = BatchOptions.Read(OptionsOf(request.Query), rules);
        if (options is null)
        {
            return Answers.Refused(problem!);
        }

        var submission = new BatchSubmission(request.Body, form, options, request.Query["on_invalid"] == "skip", key.Length == 0 ? null : key, CallerScope.Of(request), Charsets.Of(request.ContentType));
        return await door.AdmitAsync(submission, client, cancellationToken) switch
        {
            BatchAdmission.Refused refused => BatchAnswers.Refused(refused),
            BatchAdmission.Accepted accepted => await AnswerAsync(request, accepted, client, cancellationToken),
            var other => throw new InvalidOperationException($"Unknown admission {other.GetType().Name}."),
        };
    }

    internal static BatchForm? FormOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => BatchForm.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => BatchForm.Ndjson,
            "text/csv" => BatchForm.Csv,
            _ => null,
        }
        : null;

    private async Task<IResult> AnswerAsync(
        HttpRequest request, BatchAdmission.Accepted accepted, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var batch = (await queries.FindAsync(accepted.Batch, client, cancellationToken))!.Document;
        var answer = BatchAnswers.With(batch, accepted.Faults, accepted.ExpectedFailures);
        return accepted.IsNew ? Answers.Accepted(request, BatchRoutes.Self(batch.Id), answer) : Answers.Ok(answer);
    }

    // The options that a body without members for them has.
    private static JsonElement OptionsOf(IQueryCollection query)
    {
        var json = new JsonObject();
        foreach (var name in OptionNames)
        {
            if (query[name].ToString() is { Length: > 0 } text)
            {
                json[name] = name == "max_concurrency" && int.TryParse(text, out var number) ? number : text;
            }
        }

        return JsonSerializer.SerializeToElement(json);
    }
}
