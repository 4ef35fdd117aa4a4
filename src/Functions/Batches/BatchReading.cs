using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary>Reads a call that brings a batch: its form, and the options that stand beside the items.</summary>
internal static class BatchReading
{
    /// <summary>The options that a query may carry.</summary>
    internal static readonly string[] OptionNames = ["name", "max_concurrency", "max_cost_usd", "over_budget", "webhook_url"];

    private const int MaxKeyLength = 256;

    public static (BatchSubmission? Submission, Problem? Problem) Read(HttpRequest request, RequestRules rules)
    {
        if (FormOf(request.ContentType) is not { } form)
        {
            return (null, new Problem(415, "unsupported_media_type", "A batch is application/json, application/x-ndjson or text/csv."));
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength)
        {
            return (null, new Problem(400, "invalid_idempotency_key", $"An Idempotency-Key has at most {MaxKeyLength} characters."));
        }

        var (options, problem) = BatchOptions.Read(OptionsOf(request.Query), rules);
        if (options is null)
        {
            return (null, problem);
        }

        return (new BatchSubmission(
            request.Body,
            form,
            options,
            request.Query["on_invalid"] == "skip",
            key.Length == 0 ? null : key,
            CallerScope.Of(request),
            Charsets.Of(request.ContentType)), null);
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
