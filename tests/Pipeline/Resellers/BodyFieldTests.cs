using System.Text.Json.Nodes;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>One case for each documented request field of each reseller.</summary>
public sealed class BodyFieldTests
{
    private static readonly VideoRequest References = Given.Text() with
    {
        Operation = Operations.ReferenceToVideo,
        ReferenceImages = ["https://a/1.png", "https://a/2.png"],
        ReferenceVideos = [new("https://a/1.mp4", 3), new("https://a/2.mp4", 2.5m)],
        ReferenceAudios = ["https://a/1.mp3", "https://a/2.mp3"],
    };

    private static readonly VideoRequest Frames = Given.For(Operations.StartEndToVideo);

    public static TheoryData<string, string, string> Fields()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (provider, field, _, expected) in Cases)
        {
            data.Add(provider, field, expected);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Body_writes_the_documented_field(string provider, string field, string expected)
    {
        var request = Cases.Single(c => c.Provider == provider && c.Field == field && c.Expected == expected).Request;

        JsonNode? node = Wire.Body(provider, new ProviderSubmit(request, "upstream-1", "https://me/cb"));
        foreach (var part in field.Split('.'))
        {
            node = node![part];
        }

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), node), $"{field} is {node?.ToJsonString() ?? "absent"}");
    }

    private static readonly (string Provider, string Field, VideoRequest Request, string Expected)[] Cases =
    [
        (ProviderNames.Gogogotoken, "model", Given.Text(), "\"doubao-seedance-2-0\""),
        (ProviderNames.Gogogotoken, "model", Given.Text(ModelNames.Fast), "\"doubao-seedance-2-0-fast\""),
        (ProviderNames.Gogogotoken, "seconds", Given.Text() with { Duration = 15 }, "\"15\""),
        (ProviderNames.Gogogotoken, "size", Given.Text() with { Resolution = "480p" }, "\"854x480\""),
        (ProviderNames.Gogogotoken, "size", Given.Text(), "\"1280x720\""),
        (ProviderNames.Gogogotoken, "size", Given.Text() with { Resolution = "1080p" }, "\"1920x1080\""),
        (ProviderNames.Gogogotoken, "size", Given.Text() with { AspectRatio = "3:4" }, "\"720x1280\""),
        (ProviderNames.Gogogotoken, "metadata", Given.Text() with { AspectRatio = "1:1" }, """{"resolution":"720p","ratio":"1:1"}"""),
        (ProviderNames.Gogogotoken, "metadata.resolution", Given.Text() with { AspectRatio = "21:9", Resolution = "1080p" }, "\"1080p\""),
        (ProviderNames.Gogogotoken, "metadata.ratio", Given.Text() with { AspectRatio = "4:3" }, "\"4:3\""),
        (ProviderNames.Gogogotoken, "metadata.seed", Given.Text() with { Seed = 7 }, "7"),
        (ProviderNames.Gogogotoken, "first_frame_image", Frames with { FirstFrame = "data:image/png;base64,QQ==" }, "\"data:image/png;base64,QQ==\""),
        (ProviderNames.Gogogotoken, "last_frame_image", Frames with { LastFrame = "data:image/png;base64,Qg==" }, "\"data:image/png;base64,Qg==\""),
        (ProviderNames.Gogogotoken, "images", References with { ReferenceVideos = [] }, """["https://a/1.png","https://a/2.png"]"""),
        (ProviderNames.Gogogotoken, "metadata.content", References, """
            [{"type":"image_url","image_url":{"url":"https://a/1.png"},"role":"reference_image"},
             {"type":"image_url","image_url":{"url":"https://a/2.png"},"role":"reference_image"},
             {"type":"video_url","video_url":{"url":"https://a/1.mp4"}},{"type":"video_url","video_url":{"url":"https://a/2.mp4"}}]
            """),
        (ProviderNames.Gogogotoken, "metadata", References with { FirstFrame = "https://a/f.png", ReferenceImages = [Given.Image], ReferenceVideos = [] }, """
            {"content":[{"type":"image_url","image_url":{"url":"https://a/f.png"},"role":"first_frame"},
             {"type":"image_url","image_url":{"url":"https://a/1.png"},"role":"reference_image"}]}
            """),
        (ProviderNames.TokenLab, "operation", Given.Text(), "\"text-to-video\""),
        (ProviderNames.TokenLab, "model", Given.Text(ModelNames.Mini), "\"seedance-2.0-mini\""),
        (ProviderNames.TokenLab, "image_url", Given.For(Operations.ImageToVideo), "\"https://a/1.png\""),
        (ProviderNames.TokenLab, "start_image", Frames, "\"https://a/1.png\""),
        (ProviderNames.TokenLab, "end_image", Frames, "\"https://a/2.png\""),
        (ProviderNames.TokenLab, "reference_images", References, """["https://a/1.png","https://a/2.png"]"""),
        (ProviderNames.TokenLab, "video_urls", References, """["https://a/1.mp4","https://a/2.mp4"]"""),
        (ProviderNames.TokenLab, "audio_urls", References, """["https://a/1.mp3","https://a/2.mp3"]"""),
        (ProviderNames.TokenLab, "video_url", Given.For(Operations.VideoToVideo), "\"https://a/1.mp4\""),
        (ProviderNames.TokenLab, "task_id", Given.For(Operations.VideoExtension), "\"upstream-1\""),
        (ProviderNames.TokenLab, "duration", Given.Text() with { Duration = 12 }, "12"),
        (ProviderNames.TokenLab, "resolution", Given.Text() with { Resolution = "4k" }, "\"4k\""),
        (ProviderNames.TokenLab, "aspect_ratio", Given.Text() with { AspectRatio = "9:16" }, "\"9:16\""),
        (ProviderNames.TokenHub, "model", Given.Text(ModelNames.Fast), "\"doubao-seedance-2.0-fast\""),
        (ProviderNames.TokenHub, "duration", Given.Text() with { Duration = 4 }, "4"),
        (ProviderNames.TokenHub, "resolution", Given.Text() with { Resolution = "480p" }, "\"480p\""),
        (ProviderNames.TokenHub, "aspect_ratio", Given.Text() with { AspectRatio = "1:1" }, "\"1:1\""),
        (ProviderNames.TokenHub, "image_url", Given.For(Operations.ImageToVideo), "\"https://a/1.png\""),
        (ProviderNames.TokenHub, "image_urls", References, """["https://a/1.png","https://a/2.png"]"""),
        (ProviderNames.TokenHub, "video_url", Given.For(Operations.VideoToVideo), "\"https://a/1.mp4\""),
        (ProviderNames.TokenHub, "video_urls", References, """["https://a/1.mp4","https://a/2.mp4"]"""),
        (ProviderNames.TokenHub, "video_durations", References, "[3,2.5]"),
        (ProviderNames.TokenHub, "input_video_duration", Given.For(Operations.VideoToVideo), "5"),
        (ProviderNames.TokenHub, "audio_url", References with { ReferenceAudios = [Given.Audio] }, "\"https://a/1.mp3\""),
        (ProviderNames.TokenHub, "audio_urls", References, """["https://a/1.mp3","https://a/2.mp3"]"""),
        (ProviderNames.TokenHub, "generate_audio", Given.Text() with { GenerateAudio = false }, "false"),
        (ProviderNames.TokenHub, "watermark", Given.Text() with { Watermark = true }, "true"),
        (ProviderNames.TokenHub, "content", Frames, """
            [{"type":"image_url","image_url":{"url":"https://a/1.png"},"role":"first_frame"},
             {"type":"image_url","image_url":{"url":"https://a/2.png"},"role":"last_frame"}]
            """),
        (ProviderNames.TokenHub, "content", References with { FirstFrame = "https://a/f.png", ReferenceImages = [Given.Image], ReferenceVideos = [new(Given.Video)], ReferenceAudios = [Given.Audio] }, """
            [{"type":"image_url","image_url":{"url":"https://a/f.png"},"role":"first_frame"},
             {"type":"image_url","image_url":{"url":"https://a/1.png"},"role":"reference_image"},
             {"type":"video_url","video_url":{"url":"https://a/1.mp4"},"role":"reference_video"},
             {"type":"audio_url","audio_url":{"url":"https://a/1.mp3"},"role":"reference_audio"}]
            """),
        (ProviderNames.SeedanceApi, "model", Given.Text(ModelNames.Mini), "\"seedance-2-mini\""),
        (ProviderNames.SeedanceApi, "model", Given.Text(ModelNames.Fast), "\"seedance-2.0-fast\""),
        (ProviderNames.SeedanceApi, "duration", Given.Text() with { Duration = 15 }, "15"),
        (ProviderNames.SeedanceApi, "resolution", Given.Text() with { Resolution = "1080p" }, "\"1080p\""),
        (ProviderNames.SeedanceApi, "aspect_ratio", Given.Text() with { AspectRatio = "4:3" }, "\"4:3\""),
        (ProviderNames.SeedanceApi, "images", References, """["https://a/1.png","https://a/2.png"]"""),
        (ProviderNames.SeedanceApi, "reference_video_urls", References, """["https://a/1.mp4","https://a/2.mp4"]"""),
        (ProviderNames.SeedanceApi, "reference_audio_urls", References, """["https://a/1.mp3","https://a/2.mp3"]"""),
        (ProviderNames.SeedanceApi, "callback_url", Given.Text(), "\"https://me/cb\""),
        (ProviderNames.SeedanceApi, "public", Given.Text(), "false"),
    ];

    private static readonly Dictionary<string, string[]> Documented = new()
    {
        [ProviderNames.Gogogotoken] = ["model", "prompt", "seconds", "size", "images", "first_frame_image", "last_frame_image", "metadata"],
        [ProviderNames.TokenLab] =
            ["model", "operation", "prompt", "duration", "resolution", "aspect_ratio", "image_url", "start_image", "end_image",
             "reference_images", "video_urls", "audio_urls", "video_url", "task_id"],
        [ProviderNames.TokenHub] =
            ["model", "prompt", "duration", "resolution", "aspect_ratio", "image_url", "image_urls", "video_url", "video_urls",
             "video_durations", "input_video_duration", "audio_url", "audio_urls", "generate_audio", "watermark", "content"],
        [ProviderNames.SeedanceApi] =
            ["prompt", "duration", "resolution", "aspect_ratio", "images", "reference_video_urls", "reference_audio_urls", "model",
             "callback_url", "public"],
    };

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Body_holds_documented_fields_only_in_every_row_of_the_table(string provider)
    {
        foreach (var row in CapabilityTable.Rows.Where(r => r.Provider == provider))
        {
            var body = Wire.Body(provider, new ProviderSubmit(Fullest(row), "upstream-1"));

            Assert.Empty(body.Select(p => p.Key).Except(Documented[provider]));
            Assert.Equal(row.UpstreamModel, (string?)body["model"]);
        }
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Body_carries_every_input_in_every_row_of_the_table(string provider)
    {
        foreach (var row in CapabilityTable.Rows.Where(r => r.Provider == provider))
        {
            var request = Fullest(row);
            var body = Wire.Body(provider, new ProviderSubmit(request, "upstream-1")).ToJsonString();

            Assert.All(request.Inputs(), input => Assert.Contains($"\"{input.Value}\"", body, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Tokenhub_leaves_the_seconds_out_when_one_video_has_none()
    {
        var body = Wire.Body(ProviderNames.TokenHub, new(References with { ReferenceVideos = [new(Given.Video, 3), new("https://a/2.mp4")] }));

        Assert.False(body.ContainsKey("video_durations") || body.ContainsKey("input_video_duration"));
    }

    [Fact]
    public void Switches_are_left_out_when_the_request_does_not_name_them()
    {
        var body = Wire.Body(ProviderNames.TokenHub, new(Given.Text()));

        Assert.False(body.ContainsKey("generate_audio") || body.ContainsKey("watermark"));
    }

    [Fact]
    public void Seedanceapi_leaves_the_ratio_to_the_images() =>
        Assert.False(Wire.Body(ProviderNames.SeedanceApi, new(Given.For(Operations.ImageToVideo))).ContainsKey("aspect_ratio"));

    private static VideoRequest Fullest(Capability row) => Given.Text(row.Model) with
    {
        Operation = row.Operation,
        FirstFrame = row.Inputs.FirstFrame.Max > 0 ? "https://a/first.png" : null,
        LastFrame = row.Inputs.LastFrame.Max > 0 ? "https://a/last.png" : null,
        ReferenceImages = [.. Enumerable.Range(0, row.Inputs.Images.Max).Select(i => $"https://a/{i}.png")],
        ReferenceVideos = [.. Enumerable.Range(0, row.Inputs.Videos.Max).Select(i => new ReferenceVideo($"https://a/{i}.mp4", 5))],
        ReferenceAudios = [.. Enumerable.Range(0, row.Inputs.Audios.Max).Select(i => $"https://a/{i}.mp3")],
        SourceTaskId = row.Inputs.SourceTask ? "job-1" : null,
    };
}
