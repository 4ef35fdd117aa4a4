using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

/// <summary>Names are a contract with every earlier version.</summary>
public sealed class BlobPathsTests
{
    private static readonly DateTimeOffset s_time = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(6));

    [Fact]
    public void Names_are_what_they_have_always_been()
    {
        Assert.Equal("keys/abc.json", BlobPaths.Key("abc"));
        Assert.Equal("jobs/vid_1/request.json", BlobPaths.Request("vid_1"));
        Assert.Equal("jobs/vid_1/job.json", BlobPaths.JobDocument("vid_1"));
        Assert.Equal("submissions/vid_1/2.json", BlobPaths.Submission("vid_1", 2));
        Assert.Equal("submissions/vid_1/2.callback.json", BlobPaths.CallbackHint("vid_1", 2));
        Assert.Equal("claims/tokenlab/a%2Fb%20c", BlobPaths.Claim("tokenlab", "a/b c"));
        Assert.Equal("control/vid_1.json", BlobPaths.Control("vid_1"));
        Assert.Equal("open/vid_1.2", BlobPaths.Open("vid_1", 2));
        Assert.Equal("inputs/vid_1/first_frame.png", BlobPaths.Input("vid_1", "first_frame.png"));
        Assert.Equal("index/2516297216329999999-vid_1", BlobPaths.Index(s_time, "vid_1"));
        Assert.Equal("usage/2026/03/03/vid_1.2.json", BlobPaths.Usage(s_time, "vid_1", 2));
        Assert.Equal("vid_1/video.mp4", BlobPaths.Video("vid_1", 1));
        Assert.Equal("vid_1/attempts/2/video.mp4", BlobPaths.Video("vid_1", 2));
        Assert.Equal("vid_1/cover.jpg", BlobPaths.Cover("vid_1", 1));
        Assert.Equal("vid_1/attempts/2/cover.jpg", BlobPaths.Cover("vid_1", 2));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../jobs/vid_1/job.json")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    [InlineData("a?b#c")]
    [InlineData("ä")]
    [InlineData("a\nb")]
    public void Task_id_of_a_provider_stays_one_part_of_a_name(string taskId)
    {
        var parts = BlobPaths.Claim("tokenhub", taskId).Split('/');

        Assert.Equal(3, parts.Length);
        Assert.DoesNotContain(parts[2], c => c is '\\' or '?' or '#' or > '~' or < ' ');
    }

    [Fact]
    public void Different_task_ids_have_different_claims() => Assert.Equal(
        4, ((string[])["a/b", "a%2Fb", "A/b", "a%2fb"]).Select(taskId => BlobPaths.Claim("tokenhub", taskId)).Distinct().Count());

    [Fact]
    public void Index_sorts_newest_first()
    {
        DateTimeOffset[] times = [DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, s_time, s_time.AddTicks(1), DateTimeOffset.MaxValue];

        var names = times.Select(time => BlobPaths.Index(time, "x")).ToList();

        Assert.Equal(names.AsEnumerable().Reverse(), names.OrderBy(name => name, StringComparer.Ordinal));
    }
}
