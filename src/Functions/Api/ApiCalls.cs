using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Health;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Models;
using VideoPipeline.Functions.Overview;
using VideoPipeline.Functions.Quotes;
using VideoPipeline.Functions.Usage;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Api;

/// <summary>What there is to say of each call: the whole table.</summary>
internal static class ApiCalls
{
    public const string Videos = "Videos";
    public const string Batches = "Batches";
    public const string Bill = "Prices and bills";
    public const string App = "The app";

    private const string Json = "application/json";

    private static readonly string[] s_accepted = ["Location", "Retry-After"];

    private static readonly JsonObject s_request = new()
    {
        ["prompt"] = ApiSamples.Request.Prompt,
        ["duration"] = 5,
        ["resolution"] = "720p",
        ["metadata"] = new JsonObject { ["sku"] = "LAMP-1" },
    };

    private static readonly string s_csv = "prompt,duration,resolution,metadata.sku\nA walnut desk lamp turns slowly,5,720p,LAMP-1\nA ceramic mug steams in morning light,5,720p,MUG-2\n";

    private static readonly string[] s_ofVideo = [.. ApiProblems.OfBody, RequestCodes.NoProvider, RequestCodes.UnsupportedByProvider];

    private static readonly ApiBody s_batch = new([
        new(Json, ApiSchemas.BatchRequest, new JsonObject
        {
            ["name"] = "autumn",
            ["defaults"] = new JsonObject { ["duration"] = 5, ["resolution"] = "720p" },
            ["items"] = new JsonArray(new JsonObject { ["item"] = "lamp", ["prompt"] = ApiSamples.Request.Prompt }),
        }),
        new("application/x-ndjson", ApiSchemas.BatchItem, JsonValue.Create(s_request.ToJsonString() + "\n")),
        new("text/csv", ApiSchemas.BatchItem, JsonValue.Create(s_csv), [ItemField, .. VideoFields.All.Where(rule => rule.Kind != FieldKind.Pairs).Select(rule => rule.Name), "metadata.*"]),
    ]);

    private const string BatchForms =
        "NDJSON has one item a line. CSV has one a record; its header row names the fields in any order, `metadata.sku` is a pair, an empty cell an absent field, lists are separated by spaces or `|`.";

    public static IReadOnlyList<ApiCall> All { get; } =
    [
        new(nameof(PostVideo), "POST", Videos, "Start one job",
            [
                new(202, "The job was taken.", typeof(JobDocument), ApiSamples.NewJob, Headers: s_accepted),
                new(200, "The job that this Idempotency-Key started before.", typeof(JobDocument), ApiSamples.Job),
            ],
            [.. s_ofVideo, "invalid_idempotency_key", "idempotency_conflict", "invalid_query"],
            new([new(Json, ApiSchemas.VideoRequest, s_request)]),
            TakesKey: true),
        new(nameof(ListVideos), "GET", Videos, "List jobs, newest first",
            [new(200, "A page.", typeof(ListedJobs), ApiSamples.Jobs)], ["invalid_query"]),
        new(nameof(GetVideo), "GET", Videos, "One job",
            [new(200, "The job as it stands.", typeof(JobDocument), ApiSamples.Job)], ["video_not_found", "invalid_query"]),
        new(nameof(DeleteVideo), "DELETE", Videos, "Cancel a job",
            [new(202, "A cancel was asked for. What the reseller has taken is followed to its end.", typeof(JobDocument),
                ApiSamples.NewJob with { CancelRequest = new CancelRequest(ApiSamples.NewJob.CreatedAt.AddSeconds(9), IsNew: true) }, Headers: s_accepted)],
            ["video_not_found", "already_final", "invalid_query"]),
        new(nameof(GetVideoContent), "GET", Videos, "The video, or its cover",
            [
                new(302, "To a link that works for a quarter of an hour.", Headers: ["Location"]),
                new(200, "The file, where the storage has private endpoints only.") { MediaType = "video/mp4" },
                new(206, "The part of it that Range asks for.") { MediaType = "video/mp4" },
                new(304, "If-None-Match names the file as it is."),
                new(416, "Range asks for more than there is."),
            ],
            ["video_not_found", "content_not_ready", "content_gone", "invalid_query"]),
        new(nameof(GetAttempts), "GET", Videos, "What was written down of each attempt",
            [new(200, "Step by step, each with its ledger record.", typeof(AttemptsDocument), ApiSamples.Attempts)], ["video_not_found", "invalid_query"]),
        new(nameof(PostResolution), "POST", Videos, "Answer for an ambiguous submit",
            [new(202, "The answer was written down; pending_answer shows it until the job has acted on it.", typeof(JobDocument), Ambiguous(), Headers: s_accepted)],
            [
                "invalid_resolution", "unreadable_body", "invalid_query", "operator_key_not_configured", "operator_key_required", "video_not_found", "already_resolved",
                "submission_in_flight", "not_ambiguous", "submission_record_missing", "task_not_found", "task_does_not_match", "task_already_claimed", "provider_unreachable",
            ],
            new([new(Json, ApiSchemas.Resolution, new JsonObject { ["action"] = "resubmit" })]),
            "The first answer stands. A task id is adopted only when the reseller knows the task and it fits the job.",
            NeedsOperator: true),
        new(nameof(PostBatch), "POST", Batches, "Start a batch",
            [
                new(202, "The batch was taken.", typeof(TakenBatch), ApiSamples.TakenBatch, Headers: s_accepted),
                new(200, "The batch that this Idempotency-Key started before.", typeof(TakenBatch), ApiSamples.TakenBatch),
            ],
            [
                .. ApiProblems.OfBody, "invalid_items", "empty_batch", "invalid_idempotency_key", "idempotency_conflict", "invalid_query", RequestCodes.MaxCostExceeded,
                RequestCodes.BudgetExceeded, "manifest_not_found", RequestCodes.UnsupportedMediaType,
            ],
            s_batch,
            BatchForms,
            TakesKey: true),
        new(nameof(PostBatchPreview), "POST", Batches, "What a batch would be",
            [new(200, "The rows as they were understood, what is wrong with them, and the price of all. Nothing is started.", typeof(BatchPreview), ApiSamples.Preview)],
            [.. ApiProblems.OfBody, "invalid_idempotency_key", "invalid_query", "manifest_not_found", RequestCodes.UnsupportedMediaType],
            s_batch,
            BatchForms),
        new(nameof(ListBatches), "GET", Batches, "List batches, newest first",
            [new(200, "A page. With a status it may be shorter than the limit, also empty, while there is a cursor.", typeof(BatchPage), new BatchPage([ApiSamples.Batch], null))],
            ["invalid_query"]),
        new(nameof(GetBatch), "GET", Batches, "One batch",
            [new(200, "Counts, spend so far, quoted total, ETA.", typeof(BatchDocument), ApiSamples.Batch)], ["batch_not_found", "invalid_query"]),
        new(nameof(GetBatchItems), "GET", Batches, "Its items",
            [new(200, "A page. With a status it may be shorter than the limit, also empty, while there is a cursor.", typeof(ItemPage), new ItemPage([ApiSamples.Item], "2"))],
            ["batch_not_found", "invalid_query"]),
        new(nameof(GetBatchResults), "GET", Batches, "Its results, one record per item",
            [
                new(200, "NDJSON, or CSV by ?format=csv or Accept: text/csv. The columns end with one for each key in the items' metadata.", typeof(ItemDocument),
                    ApiSamples.Item, new([.. GetBatchResults.Columns, "metadata.*"], ApiSamples.ResultsCsv)) { MediaType = GetBatchResults.LinesType },
            ],
            ["batch_not_found", "invalid_query"]),
        new(nameof(PostBatchRetry), "POST", Batches, "Run the items again that failed for good",
            [new(202, "They run, as jobs of their own.", typeof(BatchRetried), ApiSamples.Retried, Headers: s_accepted)],
            ["batch_not_found", "batch_running", "batch_cancelled", "nothing_to_retry", "invalid_query"]),
        new(nameof(DeleteBatch), "DELETE", Batches, "Cancel what has not been submitted",
            [new(202, "A cancel was asked for.", typeof(BatchDocument), ApiSamples.Batch, Headers: s_accepted)], ["batch_not_found", "already_final", "invalid_query"]),
        new(nameof(PostQuote), "POST", Bill, "What a request would cost, and where",
            [new(200, "Cheapest first, with reasons for those that cannot.", typeof(QuoteComparison), ApiSamples.Quotes)], [.. ApiProblems.OfBody, "invalid_query"],
            new([new(Json, ApiSchemas.VideoRequest, s_request)])),
        new(nameof(GetModels), "GET", Bill, "Who can do what, at which prices",
            [new(200, "The capability table.", typeof(ModelsDocument), ApiSamples.Models)], ["invalid_query"]),
        new(nameof(GetUsage), "GET", Bill, "The ledger, summed",
            [new(200, "JSON, or CSV by ?format=csv or Accept: text/csv.", typeof(UsageReport), ApiSamples.Usage, new(GetUsage.Columns, ApiSamples.UsageCsv))], ["invalid_query"]),
        new(nameof(GetVariances), "GET", Bill, "Bills that differ from a documented price",
            [new(200, "Newest day first.", typeof(VarianceReport), ApiSamples.Variances)], ["invalid_query"]),
        new(nameof(GetBudget), "GET", Bill, "What is left of today's budget",
            [new(200, "No limit, no figures.", typeof(BudgetToday), new BudgetToday(new(2026, 11, 27), 100, 97.5m))], ["invalid_query"]),
        new(nameof(GetOverview), "GET", App, "What runs, what is spent, what wants somebody",
            [new(200, "Of now.", typeof(OverviewDocument), ApiSamples.Overview, Headers: ["ETag"]), new(304, "If-None-Match names what stands.")], ["invalid_query"]),
        new(nameof(GetOpenApi), "GET", App, "This description", [new(200, "OpenAPI 3.1.")], ["invalid_query"]),
        new(nameof(GetHealth), "GET", App, "Whether storage and the durable store answer",
            [
                new(200, "Both do.", typeof(Health.Health), new Health.Health("healthy", Storage: true, Durable: true)),
                new(503, "One does not.", typeof(Health.Health), new Health.Health("unhealthy", Storage: false, Durable: true)),
            ],
            ["invalid_query"]),
        new(nameof(ReceiveCallback), "POST", App, "A reseller's callback",
            [new(202, "It was heard. It is a hint: the app asks the reseller itself.")], ["invalid_signature", "unreadable_body", "invalid_query"],
            new([new(Json, ApiSchemas.Anything, new JsonObject { ["task_id"] = "cgt-20261127-x7k2p" })], Required: false),
            "The address is signed and stands in the submit; nobody else can know one."),
    ];

    private const string ItemField = VideoPipeline.Batches.ItemDefaults.NameField;

    private static JobDocument Ambiguous() => ApiSamples.NewJob with
    {
        Status = JobStatus.Ambiguous,
        Provider = "tokenhub",
        Error = JobError.Ambiguous("timeout", "tokenhub"),
        PendingAnswer = new PendingAnswer(ResolutionAction.Resubmit, ApiSamples.NewJob.CreatedAt.AddMinutes(5)),
        Links = JobRoutes.Links(ApiSamples.JobId, JobStatus.Ambiguous),
    };

    public static JsonNode Node(object example) => example as JsonNode is { } node ? node.DeepClone() : JsonSerializer.SerializeToNode(example, VideoPipeline.Json.Options)!;
}
