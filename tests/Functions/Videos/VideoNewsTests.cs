using VideoPipeline.Functions.Events;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Functions.Tests.Videos;

public sealed class VideoNewsTests
{
    [Fact]
    public void Change_is_told_and_told_again_by_the_same_teller_alone()
    {
        var (told, news) = VideoNews.Tell(null, Job(JobStatus.TimedOut), "run-1");

        Assert.Equal("video.timed_out", news);
        Assert.Equal("video.timed_out", VideoNews.Tell(told, told, "run-1").News);
        Assert.Null(VideoNews.Tell(told, told, "follow-up-1").News);
    }

    [Fact]
    public void Follow_up_that_gives_up_does_not_say_again_that_time_is_out()
    {
        var (told, _) = VideoNews.Tell(null, Job(JobStatus.TimedOut), "run-1");

        var (after, news) = VideoNews.Tell(told, told, "follow-up-1");

        Assert.Null(news);
        Assert.Equal(told.Announced, after.Announced);
    }

    [Fact]
    public void Superseded_attempt_does_not_say_again_that_the_job_has_succeeded()
    {
        var (parked, _) = VideoNews.Tell(null, Job(JobStatus.Ambiguous), "run-1");
        var (done, first) = VideoNews.Tell(parked, parked with { Status = JobStatus.Succeeded }, "run-2");

        Assert.Equal("video.succeeded", first);
        Assert.Null(VideoNews.Tell(done, done, "follow-up-1").News);
    }

    [Fact]
    public void Late_video_is_news_of_its_own()
    {
        var (parked, _) = VideoNews.Tell(null, Job(JobStatus.TimedOut), "run-1");

        var (after, news) = VideoNews.Tell(parked, parked with { Status = JobStatus.Succeeded, Late = true }, "follow-up-1");

        Assert.Equal("video.recovered", news);
        Assert.Equal(["video.timed_out", "video.recovered"], after.Announced!.Select(told => told.Type));
    }

    [Fact]
    public void Document_from_before_news_were_remembered_tells_nothing_twice()
    {
        var old = Job(JobStatus.Succeeded);

        Assert.Null(VideoNews.Tell(old, old, "follow-up-1").News);
    }

    private static JobDocument Job(JobStatus status) => new(
        "vid_1", status, DateTimeOffset.UnixEpoch, new VideoRequest { Model = "seedance-2.0", Operation = "text-to-video", Prompt = "p", Duration = 5, Resolution = "720p", AspectRatio = "16:9" });
}
