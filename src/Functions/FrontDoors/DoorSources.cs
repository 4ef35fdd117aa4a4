using System.Text.Json.Nodes;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>
/// Requests that go on from an earlier task. Only who made its video can go on from it by its id, and it was made by the cheapest: where
/// that one cannot, our stored copy goes along as the video to go on from.
/// </summary>
internal sealed class DoorSources(JobDocuments jobs)
{
    public async Task ContinueAsync(DoorRequest read, CancellationToken cancellationToken)
    {
        if (read.SourceJob is not { } sourceId)
        {
            return;
        }

        var source = await jobs.FindAsync(sourceId, cancellationToken);
        if (!read.Order.ContainsKey("prompt") && source is not null)
        {
            read.Order["prompt"] = source.Request.Prompt;
        }

        if (source is { Status: JobStatus.Succeeded, Provider: { } provider, Output.Video: { } video }
            && CapabilityTable.Find(provider, source.Request.Model, Operations.VideoExtension) is null)
        {
            read.Order["operation"] = Operations.VideoToVideo;
            read.Order["reference_videos"] = new JsonArray(
                new JsonObject { ["url"] = $"blob://{video.Blob}", ["duration"] = source.Request.Duration });
            return;
        }

        read.Order["source_task_id"] = sourceId;
    }
}
