using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using VideoPipeline.Simulator.Media;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Media;

public sealed class AssetTests
{
    public static TheoryData<string> Dialects => [.. DialectCase.All.Select(dialect => dialect.Name)];

    public static TheoryData<string> Clips => [.. new ClipLibrary().All.Select(clip => clip.Name)];

    [Theory]
    [MemberData(nameof(Clips))]
    public void Clip_is_a_fast_start_H264_file_with_a_JPEG_cover(string name)
    {
        var clip = new ClipLibrary().All.Single(clip => clip.Name == name);

        var boxes = Boxes(clip.Video);

        Assert.Equal("ftyp", boxes[0]);
        Assert.InRange(boxes.IndexOf("moov"), 1, boxes.IndexOf("mdat") - 1);
        Assert.True(clip.Video.AsSpan().IndexOf("avc1"u8) > 0);
        Assert.Equal([0xFF, 0xD8, 0xFF], clip.Cover[..3]);
    }

    [Fact]
    public void Clips_are_few_different_and_small()
    {
        var clips = new ClipLibrary().All;

        Assert.Equal(5, clips.Select(clip => clip.VideoTag).Distinct().Count());
        Assert.InRange(clips.Sum(clip => clip.Video.Length + clip.Cover.Length), 50_000, 400_000);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Result_of_every_dialect_downloads_with_type_length_and_tag(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);
        var (id, done) = await dialect.FinishAsync(simulator, "a cup");

        var video = await simulator.GetAsync(dialect.UrlOf(done)!);
        var cover = await simulator.GetAsync($"/assets/{id}/cover.jpg");

        Assert.Equal((200, "video/mp4"), (video.Status, video.ContentHeaders.ContentType!.MediaType));
        Assert.Equal(video.Bytes.Length, video.ContentHeaders.ContentLength);
        Assert.Contains(new ClipLibrary().All, clip => clip.VideoTag == video.Headers.ETag!.Tag && clip.Video.SequenceEqual(video.Bytes));
        Assert.Equal((200, "image/jpeg"), (cover.Status, cover.ContentHeaders.ContentType!.MediaType));
    }

    [Fact]
    public async Task Range_and_tag_are_honoured()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup");
        var whole = await simulator.GetAsync($"/assets/{id}/video.mp4");

        using var part = new HttpRequestMessage(HttpMethod.Get, $"/assets/{id}/video.mp4");
        part.Headers.Range = new RangeHeaderValue(100, 199);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"/assets/{id}/video.mp4");
        known.Headers.IfNoneMatch.Add(whole.Headers.ETag!);
        using var head = new HttpRequestMessage(HttpMethod.Head, $"/assets/{id}/video.mp4");
        var partial = await simulator.SendAsync(part);
        var unchanged = await simulator.SendAsync(known);
        var headers = await simulator.SendAsync(head);

        Assert.Equal(206, partial.Status);
        Assert.Equal(whole.Bytes[100..200], partial.Bytes);
        Assert.Equal(304, unchanged.Status);
        Assert.Equal((200, whole.Bytes.Length), (headers.Status, headers.ContentHeaders.ContentLength));
        Assert.Empty(headers.Bytes);
    }

    [Fact]
    public async Task Url_lives_24_hours_from_the_success()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup");

        simulator.Time.Advance((24 * 3600) - 11);
        var lastSecond = await simulator.GetAsync($"/assets/{id}/video.mp4");
        simulator.Time.Advance(1);
        var expired = await simulator.GetAsync($"/assets/{id}/video.mp4");
        var cover = await simulator.GetAsync($"/assets/{id}/cover.jpg");

        Assert.Equal((200, 403, 403), (lastSecond.Status, expired.Status, cover.Status));
    }

    [Fact]
    public async Task There_is_nothing_to_download_before_the_success()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var id = DialectCase.All[0].IdOf((await DialectCase.All[0].SubmitAsync(simulator, "a cup")).Json);

        Assert.Equal(404, (await simulator.GetAsync($"/assets/{id}/video.mp4")).Status);
        Assert.Equal(404, (await simulator.GetAsync("/assets/unknown/video.mp4")).Status);
    }

    [Fact]
    public async Task Tasks_get_different_clips_and_portrait_ones_stand_upright()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var wide = await TagsAsync(simulator, "16:9");
        var tall = await TagsAsync(simulator, "9:16");

        Assert.InRange(wide.Count, 2, 3);
        Assert.InRange(tall.Count, 1, 2);
        Assert.Empty(wide.Intersect(tall));
    }

    [Theory]
    [InlineData("expired-url", 403)]
    [InlineData("expired-url status=404", 404)]
    [InlineData("private-redirect", 302)]
    [InlineData("asset-5xx", 503)]
    [InlineData("asset-5xx status=500", 500)]
    public async Task Download_is_refused_or_led_astray(string fault, int status)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, $"a cup [fault:{fault}]");

        var answer = await simulator.GetAsync($"/assets/{id}/video.mp4");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 302 ? new Uri("http://169.254.169.254/latest/meta-data") : null, answer.Headers.Location);
    }

    [Fact]
    public async Task Cover_may_be_missing_while_the_video_is_there()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup [fault:missing-cover]");

        Assert.Equal(404, (await simulator.GetAsync($"/assets/{id}/cover.jpg")).Status);
        Assert.Equal(200, (await simulator.GetAsync($"/assets/{id}/video.mp4")).Status);
    }

    [Fact]
    public async Task Download_error_passes_after_its_times()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup [fault:asset-5xx times=2]");

        List<int> statuses = [];
        for (var turn = 0; turn < 3; turn++)
        {
            statuses.Add((await simulator.GetAsync($"/assets/{id}/video.mp4")).Status);
        }

        Assert.Equal([503, 503, 200], statuses);
    }

    [Fact]
    public async Task Truncated_file_has_a_length_that_agrees_and_a_box_that_does_not()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup [fault:truncated times=1]");

        var half = await simulator.GetAsync($"/assets/{id}/video.mp4");
        var whole = await simulator.GetAsync($"/assets/{id}/video.mp4");

        Assert.Equal(half.Bytes.Length, half.ContentHeaders.ContentLength);
        Assert.Equal(whole.Bytes[..(whole.Bytes.Length / 2)], half.Bytes);
    }

    [Fact]
    public async Task Wrong_length_is_cut_halfway()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, "a cup [fault:wrong-length]");

        using var response = await simulator.Client.GetAsync(
            new Uri($"/assets/{id}/video.mp4", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Contains(new ClipLibrary().All, clip => clip.Video.Length == response.Content.Headers.ContentLength);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("not-mp4", "video/mp4")]
    [InlineData("not-mp4 type=text/html", "text/html")]
    public async Task Page_may_come_in_place_of_the_video(string fault, string type)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await DialectCase.All[0].FinishAsync(simulator, $"a cup [fault:{fault}]");

        var answer = await simulator.GetAsync($"/assets/{id}/video.mp4");

        Assert.Equal((200, type), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
        Assert.StartsWith("<!doctype html>", answer.Text, StringComparison.Ordinal);
    }

    private static async Task<HashSet<string>> TagsAsync(SimulatorHost simulator, string ratio)
    {
        HashSet<string> tags = [];
        for (var number = 0; number < 24; number++)
        {
            var created = await simulator.PostAsync(
                DialectCase.Named("tokenhub").SubmitPath,
                $$"""{"model":"doubao-seedance-2.0","prompt":"p","aspect_ratio":"{{ratio}}"}""");
            var video = await simulator.GetAsync($"/assets/{created.Json["id"]}/video.mp4");
            tags.Add(video.Headers.ETag!.Tag);
        }

        return tags;
    }

    private static List<string> Boxes(byte[] file)
    {
        List<string> boxes = [];
        for (var at = 0; at < file.Length; at += (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)))
        {
            boxes.Add(Encoding.ASCII.GetString(file, at + 4, 4));
        }

        return boxes;
    }
}
