using System.Net;
using System.Security.Cryptography;

namespace VideoPipeline.Cli.Tests.Videos;

public sealed class ContentCommandTests
{
    private static readonly byte[] Video = [0, 0, 0, 16, .. "ftypisom"u8, 1, 2, 3, 4, 5, 6, 7, 8];

    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Video));

    [Fact]
    public async Task The_video_is_fetched_from_storage_without_the_key_and_checked()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", Video.Length, Sha256))
            .On("GET /api/videos/a/content", _ => Redirect("https://storage.test/videos/a.mp4?sig=abc"))
            .On("GET /videos/a.mp4", _ => StubHost.Bytes(Video));

        var result = await cli.Async("content", "a", "--output", "out.mp4", "--key", "secret");

        Assert.Equal(0, result.Exit);
        Assert.Equal(Video, await File.ReadAllBytesAsync(Path.Combine(cli.Directory.FullName, "out.mp4")));
        Assert.Equal("secret", cli.Host.CallsTo("GET /api/videos/a/content")[0].Header("x-functions-key"));
        Assert.Null(cli.Host.CallsTo("GET /videos/a.mp4")[0].Header("x-functions-key"));
        Assert.Contains(Sha256, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_streams_the_video_itself_is_fine()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", Video.Length, Sha256)).On("GET /api/videos/a/content", _ => StubHost.Bytes(Video));

        Assert.Equal(0, (await cli.Async("content", "a", "-o", "out.mp4")).Exit);
    }

    [Theory]
    [InlineData(21, null, "20 bytes instead of 21")]
    [InlineData(20, JobJson.Sha256, "another SHA-256 than stated")]
    public async Task A_video_that_is_not_the_jobs_is_a_failure(int bytes, string? sha256, string difference)
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", bytes, sha256 ?? Sha256)).On("GET /api/videos/a/content", _ => StubHost.Bytes(Video));

        var result = await cli.Async("content", "a", "-o", "out.mp4");

        Assert.Equal(1, result.Exit);
        Assert.Contains(difference, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_an_MP4_is_a_failure()
    {
        var page = "<html>not here</html>"u8.ToArray();
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", page.Length, Convert.ToHexStringLower(SHA256.HashData(page))))
            .On("GET /api/videos/a/content", _ => StubHost.Bytes(page));

        var result = await cli.Async("content", "a", "-o", "out.mp4");

        Assert.Equal(1, result.Exit);
        Assert.Contains("not an MP4", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_fails_leaves_the_old_file_alone()
    {
        using var cli = new CliRun();
        cli.File("out.mp4", "old");
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", Video.Length, Sha256))
            .On("GET /api/videos/a/content", _ => Redirect("https://storage.test/gone"))
            .On("GET /gone", "", HttpStatusCode.Forbidden);

        var result = await cli.Async("content", "a", "-o", "out.mp4");

        Assert.Equal(1, result.Exit);
        Assert.Equal("old", cli.Read("out.mp4"));
        Assert.DoesNotContain(cli.Directory.GetFiles(), file => file.Extension == ".part");
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_named()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a"));

        var result = await cli.Async("content", "a", "-o", "missing/out.mp4");

        Assert.Equal(1, result.Exit);
        Assert.Contains("cannot be written", result.Error, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Redirect(string location) =>
        new(HttpStatusCode.Redirect) { Headers = { Location = new Uri(location) } };
}
