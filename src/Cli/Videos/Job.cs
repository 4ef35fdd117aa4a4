using System.Text.Json;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Videos;

/// <summary>What the CLI reads of the host's job document.</summary>
internal sealed record Job(
    string Id,
    string Status,
    double? Progress = null,
    string? Provider = null,
    string? ProviderTaskId = null,
    string? Model = null,
    string? Operation = null,
    Charge? Quote = null,
    Charge? Usage = null,
    JobOutput? Output = null,
    JobError? Error = null,
    string? BatchId = null,
    bool? Late = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? SubmittedAt = null,
    DateTimeOffset? CompletedAt = null,
    PendingAnswer? PendingAnswer = null,
    CancelRequest? CancelRequest = null)
{
    public bool Succeeded => Status is "succeeded";

    /// <summary>Parked: the host goes on looking, for days; nobody should wait for that at a prompt.</summary>
    public bool Parked => Status is "timed_out" || (Status is "ambiguous" && PendingAnswer is null);

    public bool Settled => Parked || Status is "succeeded" or "failed" or "cancelled";

    public TimeSpan? Taken => CompletedAt - CreatedAt;

    public static Job Read(JsonElement json) => ApiJson.Read(json, ApiJson.Default.Job);
}

internal sealed record CancelRequest(DateTimeOffset? RequestedAt = null, bool IsNew = true);

/// <summary>An operator's answer that the host has yet to act on: the job is about to move.</summary>
internal sealed record PendingAnswer(string? Action = null);

/// <summary>A price or a bill; amounts are decimal, in <c>currency</c> and in US dollars.</summary>
internal sealed record Charge(
    string? Unit = null,
    decimal? Quantity = null,
    decimal? UnitPrice = null,
    string? Currency = null,
    decimal? Amount = null,
    decimal? AmountUsd = null,
    string? Source = null,
    string? PriceBook = null);

internal sealed record JobOutput(JobFile? Video = null, JobFile? Cover = null);

internal sealed record JobFile(
    string? Url = null, string? Blob = null, long? Bytes = null, string? Sha256 = null, string? ContentType = null);

internal sealed record JobError(
    string? Code = null, string? Message = null, string? ProviderCode = null, string? ProviderMessage = null)
{
    public string Text => string.Join(": ", new[] { Code, Message }.Where(part => !string.IsNullOrEmpty(part)));
}

internal sealed record JobPage(IReadOnlyList<Job>? Videos = null, string? Cursor = null);
