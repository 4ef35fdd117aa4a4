using System.Text.Json.Nodes;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Overview;
using VideoPipeline.Functions.Usage;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Resellers.TokenHub;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Api;

/// <summary>One job and one batch, as every example shows them: made of the types that the routes answer.</summary>
internal static class ApiSamples
{
    public const string JobId = "vid_0199a1b2c3d4e5f60718293a4b5c6d7e";
    public const string BatchId = "bat_0199a1b2c3d4e5f60718293a4b5c6d7e";

    private const string Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly DateTimeOffset s_created = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_completed = s_created.AddSeconds(95);
    private static readonly Dictionary<string, string> s_metadata = new() { ["sku"] = "LAMP-1" };

    public static VideoRequest Request { get; } = new()
    {
        Model = ModelNames.Seedance,
        Operation = Operations.TextToVideo,
        Prompt = "A walnut desk lamp turns slowly",
        Duration = 5,
        Resolution = "720p",
        AspectRatio = "16:9",
        Metadata = s_metadata,
    };

    private static readonly Quote s_quote = PriceBook.Current.QuoteFor(TokenHubDefinition.Name, Request)!;

    private static readonly JobOutput s_output = new(
        new OutputFile($"videos/{JobId}/video.mp4", 4_318_220, Sha256, "video/mp4", JobRoutes.Content(JobId)),
        new OutputFile($"videos/{JobId}/cover.jpg", 88_112, Sha256, "image/jpeg", $"{JobRoutes.Content(JobId)}?file=cover"));

    public static JobDocument NewJob { get; } = VideoQueries.New(new JobRequest(JobId, s_created, Request, Quote: s_quote));

    public static JobDocument Job { get; } = NewJob with
    {
        Status = JobStatus.Succeeded,
        Progress = 100,
        Provider = TokenHubDefinition.Name,
        ProviderTaskId = "cgt-20261127-x7k2p",
        Usage = new JobUsage(
            s_quote.Unit, s_quote.Quantity, s_quote.UnitPrice, s_quote.Currency, s_quote.Amount, s_quote.AmountUsd, PriceSource.Provider, s_quote.PriceBook),
        Output = s_output,
        SubmittedAt = s_created.AddSeconds(1),
        CompletedAt = s_completed,
        Links = JobRoutes.Links(JobId, JobStatus.Succeeded),
    };

    public static ListedJobs Jobs { get; } = new(
        [new ListedJob(JobId, JobStatus.Running, TokenHubDefinition.Name, null, s_created, JobRoutes.Links(JobId, JobStatus.Running))], "c1_MjA");

    public static QuoteComparison Quotes { get; } = VideoPipeline.Resellers.Routing.Quotes.Of(
        Request, new RoutePlan([new Candidate(TokenHubDefinition.Name, "doubao-seedance-2.0", s_quote)], [new Refusal("tokenlab", [
            new FieldError("provider", RequestCodes.ProviderNotConfigured, "tokenlab has no key here.")])]));

    public static BatchDocument Batch { get; } = new(
        BatchId, BatchStatus.Running, new(Queued: 2, Running: 4, Succeeded: 2, Failed: 0, Cancelled: 0, Ambiguous: 0, TimedOut: 0), 8,
        s_quote.AmountUsd * 8, s_quote.AmountUsd * 2, s_created, "autumn", s_completed.AddMinutes(2), MaxConcurrency: 4, Links: BatchLinks.Of(BatchId));

    public static JsonObject TakenBatch { get; } = BatchAnswers.With(
        Batch with { Skipped = 1 }, Faults(new VideoPipeline.Batches.LineError(3, "duration", RequestCodes.OutOfRange, "'duration' must be from 4 to 15.")), expectedFailures: 0);

    public static LineProblem InvalidItems { get; } = new(
        "urn:problem:invalid_items", "Bad request", 400, ApiProblems.All["invalid_items"].Detail, "invalid_items",
        [new VideoPipeline.Batches.LineError(3, "duration", RequestCodes.OutOfRange, "'duration' must be from 4 to 15.")], 1);

    public static ItemDocument Item { get; } = new(
        1, "lamp", 2, $"{BatchId}-000001", JobStatus.Succeeded, TokenHubDefinition.Name, s_quote.AmountUsd, s_quote.AmountUsd, s_output.Video, s_output.Cover,
        Metadata: s_metadata, CompletedAt: s_completed);

    public static string ResultsCsv { get; } = string.Join(',', [.. GetBatchResults.Columns, "metadata.sku"]) + "\n" + string.Join(',', [.. GetBatchResults.Cells(Item), "LAMP-1"]);

    public static BatchRetried Retried { get; } = new(
        BatchId, BatchStatus.Running, Batch.Counts, 8, 1, [new ParkedItem(7, $"{BatchId}-000007", JobStatus.TimedOut, "The provider still has it, and it is followed; it may yet succeed.")], Batch.Links);

    public static UsageReport Usage { get; } = UsageSums.Sum(new(2026, 11, 1), new(2026, 11, 27), ["provider"], [
        new LedgerEntry(new(2026, 11, 27), TokenHubDefinition.Name, ModelNames.Seedance, null, nameof(AttemptStatus.Succeeded), "seconds", s_quote.Quantity, s_quote.AmountUsd, s_quote.AmountUsd, Flagged: false)]);

    public static string UsageCsv { get; } = GetUsage.Csv(Usage);

    public static VarianceReport Variances { get; } = new(
        new(2026, 11, 1), new(2026, 11, 27), 1,
        [new VarianceRow(new(2026, 11, 27), JobId, 1, TokenHubDefinition.Name, ModelNames.Seedance, s_quote.AmountUsd, s_quote.AmountUsd + 0.1m, 0.1m)]);

    public static AttemptsDocument Attempts { get; } = new(JobId, s_created, [new AttemptDocument(
        1, TokenHubDefinition.Name, VideoPipeline.Submissions.SubmissionState.Accepted, s_created, s_created.AddSeconds(1), s_created.AddSeconds(2), s_completed, Job.ProviderTaskId,
        s_quote, null, 0, null, null, null)]);

    public static BatchPreview Preview { get; } = new("autumn", 2, 1, s_quote.AmountUsd, 0, IsCut: false, 20,
    [
        new PreviewRow(2, "lamp", new JsonObject { ["prompt"] = Request.Prompt }, TokenHubDefinition.Name, s_quote.AmountUsd),
        new PreviewRow(3, null, new JsonObject { ["duration"] = 99 }, Errors: [new FieldError("duration", RequestCodes.OutOfRange, "'duration' must be from 4 to 15.")]),
    ]);

    public static OverviewDocument Overview { get; } = new(
        new JobCounts(Enum.GetValues<JobStatus>().ToDictionary(Json.Name, status => status is JobStatus.Running ? 1 : 0), 1, 1, Complete: true, s_created, s_completed),
        new DaySpend(new(2026, 11, 27), s_quote.AmountUsd, s_quote.AmountUsd, 1, Complete: true), new RunningBatches(1, [BatchId]), new WaitingJobs(0, Complete: true, []));

    public static VideoEvent Event { get; } = VideoEvent.Of(Job, VideoEventTypes.All[0], new PublicLinks("https://videos.example"));

    public static BatchEvent BatchEvent { get; } = new(
        "1.0", $"{BatchId}.{Batches.BatchEvent.Completed}", "/api/batches", Batches.BatchEvent.Completed, BatchId, s_completed, "application/json",
        Batch with { Status = BatchStatus.Completed, Counts = new(0, 0, 8, 0, 0, 0, 0), CompletedAt = s_completed, Eta = null });

    public static ModelsDocument Models { get; } = Few(ModelsDocument.Create(new ProviderRegistry([]), PriceBook.Current));

    private static ModelsDocument Few(ModelsDocument all) => all with { Providers = [.. all.Providers.Take(1)], Models = [.. all.Models.Take(1)] };

    private static LineFaults Faults(VideoPipeline.Batches.LineError error)
    {
        var faults = new LineFaults();
        faults.Add(error);
        return faults;
    }
}
