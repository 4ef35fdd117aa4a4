using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Jobs;

/// <summary>
/// The door through which every job comes in: key record first, then inline images, request and index entry. Each step is written
/// once, so that it can be repeated from anywhere; the caller starts the orchestration last.
/// </summary>
public sealed class JobDoor(BlobStore blobs, JobIndex index, TimeProvider time)
{
    public async Task<Admitted> AdmitAsync(Admission admission, CancellationToken cancellationToken)
    {
        var key = new KeyRecord(admission.JobId ?? NewId(), HashOf(admission.Request), time.GetUtcNow());
        if (KeyName(admission) is { } name && !await blobs.TryCreateAsync(name, key, cancellationToken))
        {
            return await AgainAsync(name, key, admission, cancellationToken);
        }

        return new Admitted.Job(await WriteAsync(key, admission, cancellationToken), IsNew: true, MustStart: true);
    }

    // A job id that is given is a key too: the time of the first call is the job's, or a second one would list it twice.
    private static string? KeyName(Admission admission) => admission switch
    {
        { IdempotencyKey: { } key } => BlobPaths.Key(Hash($"{admission.Scope}\nvideo\n{key}")),
        { JobId: { } job } => BlobPaths.Key(Hash($"\njob\n{job}")),
        _ => null,
    };

    // The key has been used: the same request means the same job, which may have died before it was written down or started.
    private async Task<Admitted> AgainAsync(string name, KeyRecord ours, Admission admission, CancellationToken cancellationToken)
    {
        var first = await blobs.ReadAsync<KeyRecord>(name, cancellationToken)
            ?? throw new InvalidOperationException($"{name} has gone between two calls.");
        if (first.Value.RequestHash != ours.RequestHash)
        {
            return new Admitted.Conflict();
        }

        var jobId = first.Value.Job;
        var written = await blobs.ReadAsync<JobRequest>(BlobPaths.Request(jobId), cancellationToken);
        var request = written?.Value ?? await WriteAsync(first.Value, admission, cancellationToken);
        var ended = written is not null && await blobs.ExistsAsync(BlobPaths.JobDocument(jobId), cancellationToken);
        return new Admitted.Job(request, IsNew: false, MustStart: !ended);
    }

    /// <summary>Writes a job down that something else than a key keeps from being let in twice: an item of a batch.</summary>
    public async Task EnterAsync(JobRequest job, CancellationToken cancellationToken)
    {
        // The index before the request: an entry without a job is skipped, a job without an entry would not be listed.
        await index.AddAsync(job, cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.Request(job.Job), job, cancellationToken);
    }

    /// <summary>Moves inline images to blobs of the job.</summary>
    /// <returns>The request with references to them.</returns>
    public async Task<VideoRequest> MoveInlineAsync(
        string jobId, VideoRequest request, IReadOnlyList<InlineInput> inline, CancellationToken cancellationToken)
    {
        var moved = new Dictionary<string, string>();
        foreach (var input in inline)
        {
            var name = BlobPaths.Input(jobId, $"{input.Field.Replace('[', '-').TrimEnd(']')}.{input.Extension}");
            var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = input.ContentType } };
            await blobs.Pipeline.GetBlobClient(name).UploadAsync(new BinaryData(input.Bytes), options, cancellationToken);
            moved[input.Field] = $"blob://{BlobStore.PipelineContainer}/{name}";
        }

        return moved.Count == 0 ? request : request.WithInputs(moved);
    }

    private async Task<JobRequest> WriteAsync(KeyRecord key, Admission admission, CancellationToken cancellationToken)
    {
        var request = await MoveInlineAsync(key.Job, admission.Request, admission.Inline, cancellationToken);
        var written = new JobRequest(key.Job, key.CreatedAt, request, admission.BatchId, JobTrace.Current);
        await EnterAsync(written, cancellationToken);
        return written;
    }

    // Sorted by time, for people who read listings.
    private string NewId() => "vid_" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);

    private static string HashOf(VideoRequest request) => Hash(JsonSerializer.Serialize(request, Json.Options));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A request that is let in.</summary>
/// <param name="Scope">Whose keys these are; one caller's keys never meet another's.</param>
/// <param name="JobId">Given for the items of a batch; otherwise the door makes one.</param>
public sealed record Admission(
    VideoRequest Request,
    IReadOnlyList<InlineInput> Inline,
    string? IdempotencyKey = null,
    string Scope = "",
    string? JobId = null,
    string? BatchId = null);

/// <summary>What the door said.</summary>
public abstract record Admitted
{
    private Admitted()
    {
    }

    /// <param name="MustStart">The caller makes sure that the orchestration runs.</param>
    public sealed record Job(JobRequest Request, bool IsNew, bool MustStart) : Admitted;

    /// <summary>The key was used for another request.</summary>
    public sealed record Conflict : Admitted;
}

/// <summary>What an idempotency key stands for: <c>keys/{hash}.json</c>. Never deleted.</summary>
public sealed record KeyRecord(string Job, string RequestHash, DateTimeOffset CreatedAt)
{
    public int Schema { get; init; } = 1;
}
