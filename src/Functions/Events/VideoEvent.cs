using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Events;

/// <summary>A CloudEvents 1.0 event about a job, as the topic and webhooks carry it.</summary>
/// <param name="Id">The same for every delivery of the same news.</param>
public sealed record VideoEvent(
    string Specversion, string Id, string Source, string Type, string Subject, DateTimeOffset Time, string Datacontenttype, JobDocument Data)
{
    public const string ContentType = "application/cloudevents+json";

    public static VideoEvent Of(JobDocument job, string type, PublicLinks links) => new(
        "1.0", $"{job.Id}.{type}", "/api/videos", type, job.Id, job.CompletedAt ?? job.CreatedAt, "application/json", Reachable(job, links));

    private static JobDocument Reachable(JobDocument job, PublicLinks links) => job with
    {
        Output = job.Output is { } output ? new JobOutput(Reachable(output.Video, links), Reachable(output.Cover, links)) : null,
        Links = job.Links is { } all
            ? new JobLinks(links.Absolute(all.Self), links.Absolute(all.Content), all.Resolve is { } resolve ? links.Absolute(resolve) : null)
            : null,
    };

    private static OutputFile? Reachable(OutputFile? file, PublicLinks links) =>
        file?.Url is { } url ? file with { Url = links.Absolute(url) } : file;
}

/// <summary>Which change of a document is news. Pure.</summary>
public static class VideoEventTypes
{
    public const string Recovered = "video.recovered";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["video.succeeded", "video.failed", "video.cancelled", "video.ambiguous", "video.timed_out", Recovered];

    /// <summary>Null when nothing has changed that anybody waits for.</summary>
    public static string? Of(JobDocument? before, JobDocument after)
    {
        if (before?.Status == after.Status)
        {
            return null;
        }

        return after.Status switch
        {
            JobStatus.Succeeded when after.Late => Recovered,
            JobStatus.Succeeded => "video.succeeded",
            JobStatus.Failed => "video.failed",
            JobStatus.Cancelled => "video.cancelled",
            JobStatus.Ambiguous => "video.ambiguous",
            JobStatus.TimedOut => "video.timed_out",
            _ => null,
        };
    }
}

/// <summary>Each fact about a job is told once, whoever finds it again. Pure.</summary>
public static class VideoNews
{
    /// <param name="teller">Who found it out; run again, the same one tells it again, because its first telling may have been lost.</param>
    /// <returns>The document with what was told in it, and what there is to tell.</returns>
    public static (JobDocument Document, string? News) Tell(JobDocument? before, JobDocument after, string teller)
    {
        if (VideoEventTypes.Of(null, after) is not { } fact)
        {
            return (after, null);
        }

        if ((after.Announced ?? []).FirstOrDefault(told => told.Type == fact) is { } told)
        {
            return (after, told.By == teller ? fact : null);
        }

        return VideoEventTypes.Of(before, after) is null
            ? (after, null)
            : (after with { Announced = [.. after.Announced ?? [], new Announcement(fact, teller)] }, fact);
    }
}

/// <summary>A job and what is new about it, as activities take it.</summary>
public sealed record VideoEventRef(string JobId, string Type);
