using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Jobs;

/// <summary>
/// The door through which every job comes in: key record first, then inline images, request and index entry. Each step is written
/// once, so that it can be repeated from anywhere; the caller starts the orchestration last.
/// </summary>
public sealed class JobDoor(BlobStore blobs, JobIndex index, TimeProvider time, Chance chance)
{
    /// <summary>
    /// What an earlier call with this key has become; null when there was none. Asked before anything that depends on configuration, so
    /// that a key goes on meaning its job when a provider has lost its own key meanwhile.
    /// </summary>
    public async Task<Admitted?> FindAsync(Admission admission, CancellationToken cancellationToken)
    {
        if (admission.IdempotencyKey is null)
        {
            return null;
        }

        var first = await ReadAsync(KeyName(admission)!, cancellationToken) ?? await ReadUnscopedAsync(admission, cancellationToken);
        return first is null ? null : await AgainAsync(first, admission, cancellationToken);
    }

    public async Task<Admitted> AdmitAsync(Admission admission, CancellationToken cancellationToken)
    {
        var key = new KeyRecord(admission.JobId ?? NewId(), HashOf(admission.Request), time.GetUtcNow())
        {
            Scope = admission.IdempotencyKey is null ? null : admission.Scope,
        };
        if (KeyName(admission) is { } name && !await blobs.TryCreateAsync(name, key, cancellationToken))
        {
            var first = await ReadAsync(name, cancellationToken) ?? throw new InvalidOperationException($"{name} has gone between two calls.");
            return await AgainAsync(first, admission, cancellationToken);
        }

        return new Admitted.Job(await WriteAsync(key, admission, cancellationToken), IsNew: true, MustStart: true);
    }

    // A job id that is given is a key too: the time of the first call is the job's, or a second one would list it twice.
    private static string? KeyName(Admission admission) => admission switch
    {
        { IdempotencyKey: { } key } => KeyScopes.NameOf(admission.Scope, KeyScopes.Video, key),
        { JobId: { } job } => KeyScopes.NameOf("", "job", job),
        _ => null,
    };

    private async Task<KeyRecord?> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<KeyRecord>(name, cancellationToken))?.Value;

    private async Task<KeyRecord?> ReadUnscopedAsync(Admission admission, CancellationToken cancellationToken) =>
        admission.Scope.Length > 0
        && await ReadAsync(KeyName(admission with { Scope = "" })!, cancellationToken) is { Scope: null } old
            ? old
            : null;

    // The key has been used: the same request means the same job, which may have died before it was written down or started.
    private async Task<Admitted> AgainAsync(KeyRecord first, Admission admission, CancellationToken cancellationToken)
    {
        if (first.RequestHash != HashOf(admission.Request))
        {
            return new Admitted.Conflict();
        }

        var written = await blobs.ReadAsync<JobRequest>(BlobPaths.Request(first.Job), cancellationToken);
        var request = written?.Value ?? await WriteAsync(first, admission, cancellationToken);
        var ended = written is not null && await blobs.ExistsAsync(BlobPaths.JobDocument(first.Job), cancellationToken);
        return new Admitted.Job(request, IsNew: false, MustStart: !ended);
    }

    /// <summary>Writes a job down that something else than a key keeps from being let in twice: an item of a batch.</summary>
    /// <returns>False when it was written down before.</returns>
    public async Task<bool> EnterAsync(JobRequest job, CancellationToken cancellationToken)
    {
        // The index before the request: an entry without a job is skipped, a job without an entry would not be listed.
        await index.AddAsync(job, cancellationToken);
        return await blobs.TryCreateAsync(BlobPaths.Request(job.Job), job, cancellationToken);
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
        var written = new JobRequest(key.Job, key.CreatedAt, request, admission.BatchId, JobTrace.Current, admission.Quote);
        await EnterAsync(written, cancellationToken);
        return written;
    }

    // Sorted by time, for people who read listings.
    private string NewId() => "vid_" + chance.NewId(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);

    private static string HashOf(VideoRequest request) => Hash(JsonSerializer.Serialize(request, Json.Options));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A request that is let in.</summary>
/// <param name="Scope">Whose keys these are (<see cref="KeyScopes"/>); one caller's keys never meet another's.</param>
/// <param name="JobId">Given for the items of a batch; otherwise the door makes one.</param>
public sealed record Admission(
    VideoRequest Request,
    IReadOnlyList<InlineInput> Inline,
    string? IdempotencyKey = null,
    string Scope = "",
    string? JobId = null,
    string? BatchId = null,
    Quote? Quote = null);

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

    /// <summary>Null in records from before keys had scopes: those hold for every door.</summary>
    public string? Scope { get; init; }
}
