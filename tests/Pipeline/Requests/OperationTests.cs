using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Requests;

public sealed class OperationTests
{
    private const string First = "\"first_frame\":\"https://a/f.png\"";
    private const string Last = "\"last_frame\":\"https://a/l.png\"";
    private const string Images = "\"reference_images\":[\"https://a/1.png\"]";
    private const string Videos = "\"reference_videos\":[\"https://a/1.mp4\"]";
    private const string Audios = "\"reference_audios\":[\"https://a/1.mp3\"]";
    private const string Source = "\"source_task_id\":\"job-1\"";

    [Theory]
    [InlineData("\"seed\":1", "text-to-video")]
    [InlineData("\"reference_images\":[]", "text-to-video")]
    [InlineData(First, "image-to-video")]
    [InlineData(First + "," + Last, "start-end-to-video")]
    [InlineData(Images, "reference-to-video")]
    [InlineData(Images + "," + Videos, "reference-to-video")]
    [InlineData(Images + "," + Audios, "reference-to-video")]
    [InlineData(Images + "," + Videos + "," + Audios, "reference-to-video")]
    [InlineData(First + "," + Videos, "reference-to-video")]
    [InlineData(First + "," + Audios, "reference-to-video")]
    [InlineData(First + "," + Last + "," + Images, "reference-to-video")]
    [InlineData(Videos, "video-to-video")]
    [InlineData(Videos + "," + Audios, "video-to-video")]
    [InlineData(Source, "video-extension")]
    public void Operation_follows_from_the_inputs_when_none_is_given(string inputs, string operation)
    {
        Assert.Equal(operation, VideoRequestReaderTests.Valid($$"""{"prompt":"p",{{inputs}}}""").Operation);
        Assert.Equal(operation, VideoRequestReaderTests.Valid($$"""{"prompt":"p","operation":"{{operation}}",{{inputs}}}""").Operation);
    }

    [Theory]
    [InlineData("text-to-video", First)]
    [InlineData("text-to-video", Images)]
    [InlineData("text-to-video", Videos)]
    [InlineData("text-to-video", Source)]
    [InlineData("image-to-video", "\"seed\":1")]
    [InlineData("image-to-video", First + "," + Last)]
    [InlineData("image-to-video", First + "," + Images)]
    [InlineData("image-to-video", Images)]
    [InlineData("start-end-to-video", First)]
    [InlineData("start-end-to-video", First + "," + Last + "," + Videos)]
    [InlineData("reference-to-video", "\"seed\":1")]
    [InlineData("reference-to-video", First)]
    [InlineData("reference-to-video", Images + "," + Source)]
    [InlineData("video-to-video", "\"seed\":1")]
    [InlineData("video-to-video", Videos + "," + Images)]
    [InlineData("video-to-video", Videos + "," + First)]
    [InlineData("video-extension", "\"seed\":1")]
    [InlineData("video-extension", Videos)]
    [InlineData("video-extension", Source + "," + First)]
    public void Operation_is_refused_when_the_inputs_do_not_fit_it(string operation, string inputs)
    {
        var error = Assert.Single(VideoRequestReaderTests.Refused($$"""{"prompt":"p","operation":"{{operation}}",{{inputs}}}""").Errors);

        Assert.Equal(("operation", "operation_mismatch"), (error.Field, error.Code));
    }

    [Fact]
    public void Reference_to_video_takes_videos_alone_when_asked_for_by_name() =>
        Assert.Equal(
            Operations.ReferenceToVideo,
            VideoRequestReaderTests.Valid($$"""{"prompt":"p","operation":"reference-to-video",{{Videos}}}""").Operation);

    [Fact]
    public void A_wrong_input_does_not_change_the_operation()
    {
        var error = Assert.Single(VideoRequestReaderTests.Refused("""{"prompt":"p","operation":"image-to-video","first_frame":"x"}""").Errors);

        Assert.Equal("first_frame", error.Field);
    }
}
