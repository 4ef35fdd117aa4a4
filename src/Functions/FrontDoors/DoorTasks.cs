using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Jobs as tasks of a dialect.</summary>
internal sealed class DoorTasks(
    VideoQueries queries, JobControls controls, BlobStore blobs, ReadLinks links, IOptions<StorageAccessOptions> storage, TimeProvider time)
{
    /// <summary>As long as resellers keep their links.</summary>
    private static readonly TimeSpan s_linkLife = TimeSpan.FromHours(24);

    /// <summary>How long a parked job is followed: until then its video may still come, and whoever is told "failed" buys another one.</summary>
    private static readonly TimeSpan s_followed = TimeSpan.FromDays(7) + TimeSpan.FromHours(2);

    /// <summary>The job behind an id of the dialect; null when there is none, or it came through another door.</summary>
    public async Task<JobDocument?> FindAsync(IFrontDoor door, string? id, DurableTaskClient client, CancellationToken cancellationToken) =>
        id is not null && door.Ids.JobOf(id) is { } jobId
            && await queries.FindAsync(jobId, client, cancellationToken) is { } job && job.Request.Door?.Door == door.Name
            ? job
            : null;

    public static DoorTask New(IFrontDoor door, JobRequest job) => new(
        door.Ids.Of(job.Job), job.Request, job.CreatedAt, DoorState.Queued, 0, DoorPrices.Of(door.Name, job.Request, job: null));

    public async Task<DoorTask> ReadAsync(IFrontDoor door, JobDocument job, CancellationToken cancellationToken)
    {
        var state = StateOf(job);
        var output = state is DoorState.Succeeded ? job.Output : null;
        return new DoorTask(
            door.Ids.Of(job.Id),
            job.Request,
            job.CreatedAt,
            state,
            state is DoorState.Succeeded ? 100 : job.Progress ?? 0,
            DoorPrices.Of(door.Name, job.Request, job),
            await LinkAsync(job, output?.Video, cancellationToken),
            await LinkAsync(job, output?.Cover, cancellationToken),
            state is DoorState.Failed or DoorState.Cancelled ? job.Error : null,
            !job.Status.IsFinal && (await controls.ReadAsync(job.Id, cancellationToken)).CancelRequestedAt is not null);
    }

    private DoorState StateOf(JobDocument job) => job.Status switch
    {
        JobStatus.Queued or JobStatus.Submitting => DoorState.Queued,
        JobStatus.Succeeded => DoorState.Succeeded,
        JobStatus.Failed => DoorState.Failed,
        JobStatus.Cancelled => DoorState.Cancelled,
        JobStatus.Ambiguous or JobStatus.TimedOut when time.GetUtcNow() > job.CreatedAt + s_followed => DoorState.Failed,
        _ => DoorState.Running,
    };

    private async Task<string?> LinkAsync(JobDocument job, OutputFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return null;
        }

        // Where nobody outside reaches the storage, the app's own route streams the file.
        return storage.Value.PrivateEndpoints
            ? file.Url ?? JobRoutes.Links(job.Id, job.Status).Content
            : (await links.CreateAsync(
                blobs.Videos.GetBlobClient(file.Blob[(BlobStore.VideosContainer.Length + 1)..]), s_linkLife, cancellationToken)).AbsoluteUri;
    }
}
