using System.Text.Json.Serialization;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>A job as the API shows it, and as <c>jobs/{job}/job.json</c> keeps it once it is settled or parked.</summary>
/// <param name="Progress">0 to 100.</param>
/// <param name="Usage">The sum over the attempts; null until something was billed or is known to be free.</param>
/// <param name="Announced">The news that have been told of the job.</param>
/// <param name="Late">The video came after the job had been parked or had failed.</param>
public sealed record JobDocument(
    string Id,
    JobStatus Status,
    DateTimeOffset CreatedAt,
    VideoRequest Request,
    int? Progress = null,
    string? Provider = null,
    string? ProviderTaskId = null,
    string? Model = null,
    string? Operation = null,
    Quote? Quote = null,
    JobUsage? Usage = null,
    JobOutput? Output = null,
    JobError? Error = null,
    IReadOnlyList<JobAttempt>? Attempts = null,
    string? BatchId = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    DateTimeOffset? SubmittedAt = null,
    DateTimeOffset? CompletedAt = null,
    bool Late = false,
    JobLinks? Links = null,
    IReadOnlyList<Announcement>? Announced = null,
    PendingAnswer? PendingAnswer = null,
    CancelRequest? CancelRequest = null)
{
    public int Schema { get; init; } = 1;
}

/// <summary>That somebody asked for a cancel, in the answer to the one who asks.</summary>
/// <param name="IsNew">Nobody had asked before.</param>
public sealed record CancelRequest(DateTimeOffset RequestedAt, bool IsNew);

/// <summary>An operator's answer that the job has yet to act on.</summary>
public sealed record PendingAnswer(ResolutionAction Action, DateTimeOffset AnsweredAt);

/// <summary>A fact about a job that was told, once.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="By">Who found it out, and may say it again when it is run again: a run or a follow-up, and its attempt.</param>
public sealed record Announcement(string Type, string By);

/// <summary>One try at one provider.</summary>
public sealed record JobAttempt(
    int Number,
    string Provider,
    AttemptStatus Status,
    string? ProviderTaskId = null,
    Quote? Quote = null,
    Settlement? Usage = null,
    JobOutput? Output = null,
    JobError? Error = null,
    DateTimeOffset? SubmittedAt = null,
    DateTimeOffset? CompletedAt = null);

/// <summary>Where an attempt stands.</summary>
public enum AttemptStatus
{
    Running,
    Succeeded,
    Failed,
    Rejected,
    Cancelled,
    Ambiguous,
    TimedOut,
}

/// <summary>What a job has cost over all its attempts.</summary>
public sealed record JobUsage(
    UsageUnit Unit,
    decimal Quantity,
    [property: JsonConverter(typeof(ExactDecimal))] decimal UnitPrice,
    string Currency,
    decimal Amount,
    decimal AmountUsd,
    PriceSource Source,
    string PriceBook);

/// <summary>What a job has produced.</summary>
public sealed record JobOutput(OutputFile? Video = null, OutputFile? Cover = null);

/// <summary>A stored file.</summary>
/// <param name="Blob"><c>container/name</c>.</param>
/// <param name="Url">The route that redirects to a short-lived link.</param>
public sealed record OutputFile(string Blob, long Bytes, string Sha256, string ContentType, string? Url = null)
{
    public static OutputFile From(StoredBlob blob) => new(blob.Blob, blob.Bytes, blob.Sha256, blob.ContentType);
}

/// <summary>Where to go on from a job.</summary>
public sealed record JobLinks(string Self, string Content, string? Resolve = null);
