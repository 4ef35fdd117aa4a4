using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class InMemoryVideoStoreTests : VideoStoreTests
{
    private readonly InMemoryBlobs _blobs = new();

    [Theory]
    [InlineData(100_000, BlobOperationKind.Upload)]
    [InlineData(9_000_000, BlobOperationKind.StageBlock)]
    [InlineData(9_000_000, BlobOperationKind.Commit)]
    public async Task Store_leaves_nothing_behind_when_it_dies_before_a_write(int length, BlobOperationKind write)
    {
        var video = Video(length);
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, video));
        _blobs.Before = operation => operation.Kind == write ? throw new InvalidOperationException("dead") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => StoreAsync(server.Url()));
        Assert.Null(await Store.FindAsync("job/video.mp4", CancellationToken.None));

        _blobs.Before = null;
        var again = await StoreAsync(server.Url());

        Assert.Equal(Figures(video), again.Blob);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
    }

    [Theory]
    [InlineData(100_000, BlobOperationKind.Upload)]
    [InlineData(9_000_000, BlobOperationKind.Commit)]
    public async Task Store_finds_its_own_blob_when_the_answer_was_lost_and_the_url_has_expired(int length, BlobOperationKind write)
    {
        var video = Video(length);
        var expired = false;
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return expired ? Task.CompletedTask : SendOkAsync(context, video);
        });
        _blobs.After = operation => operation.Kind == write ? throw new InvalidOperationException("dead") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => StoreAsync(server.Url()));

        _blobs.After = null;
        expired = true;
        var again = await StoreAsync(server.Url());

        Assert.Equal(Figures(video), again.Blob);
    }

    [Fact]
    public async Task Store_takes_few_operations()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, Video(100_000)));
        _blobs.Operations.Reset();

        await StoreAsync(server.Url());

        Assert.True(_blobs.Operations.Total == 1, _blobs.Operations.ToString());
    }

    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(_blobs);
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteVideoStoreTests : VideoStoreTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

public abstract class VideoStoreTests : IAsyncLifetime
{
    private const int Block = 4 * 1024 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string> s_metadata = new() { ["job"] = "job", ["meta_title"] = "a%20b" };

    private BlobStore _blobs = null!;

    protected VideoStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _blobs = new BlobStore(await ConnectAsync());
        await _blobs.CreateContainersAsync(CancellationToken.None);
        Store = new VideoStore(_blobs, AssetDownloads.Local());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(64)]
    [InlineData(100_000)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(2 * Block + 123)]
    public async Task Video_is_stored_whole_with_its_figures(int length)
    {
        var video = Video(length);
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, video));

        var result = await StoreAsync(server.Url());

        Assert.Equal(StoreResult.Done(Figures(video)), result);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
        Assert.Equal(result.Blob, await Store.FindAsync("job/video.mp4", CancellationToken.None));
        var properties = (await _blobs.Videos.GetBlobClient("job/video.mp4").GetPropertiesAsync()).Value;
        Assert.Equal("video/mp4", properties.ContentType);
        Assert.Equal(("job", "a%20b"), (properties.Metadata["job"], properties.Metadata["meta_title"]));
    }

    [Fact]
    public async Task Video_is_whole_when_the_connection_broke_in_the_middle_of_a_block()
    {
        var video = Video(2 * Block);
        var answers = 0;
        await using var server = await AssetServer.StartAsync(
            context => AssetServer.SendAsync(context, video, cutAfter: answers++ < 3 ? 1_500_000 : null));

        var result = await StoreAsync(server.Url());

        Assert.Equal(Figures(video), result.Blob);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
    }

    [Theory]
    [InlineData("\"v1\"")]
    [InlineData(null)]
    public async Task Copy_that_was_cut_off_goes_on_where_it_stopped(string? version)
    {
        var video = Video(3 * Block);
        await using var server = await SlowServerAsync(video, () => version);
        Assert.Equal("too_slow", (await HastyAsync(server.Url("/slow"))).Code);
        server.Requests.Clear();

        var result = await StoreAsync(server.Url("/v.mp4"));

        Assert.Equal(Figures(video), result.Blob);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
        Assert.Equal(result.Blob, await Store.FindAsync("job/video.mp4", CancellationToken.None));
        var range = Assert.Single(server.Requests, request => request.Range.Length > 0);
        Assert.True(From(range) >= 2 * Block, range.Range);
        Assert.Equal(version ?? "", range.IfRange);
    }

    [Fact]
    public async Task Copy_that_is_cut_off_each_time_ends_all_the_same()
    {
        var video = Video(5 * Block);
        await using var server = await AssetServer.StartAsync(async context =>
        {
            // One block and a little more at a time, then silence.
            await AssetServer.SendAsync(context, video, cutAfter: 5_000_000, hold: true);
        });
        StoreResult? result = null;
        for (var run = 0; run < 6 && result?.Blob is null; run++)
        {
            result = await HastyAsync(server.Url());
        }

        Assert.Equal(Figures(video), result?.Blob);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
    }

    [Fact]
    public async Task Copy_starts_again_where_the_asset_is_another_by_now()
    {
        var videos = (Old: Video(3 * Block), New: Video(3 * Block));
        var (video, version) = (videos.Old, "\"v1\"");
        await using var server = await AssetServer.StartAsync(context => context.Request.Path == "/slow"
            ? AssetServer.SendAsync(context, video, version, cutAfter: (2 * Block) + 1_000_000, hold: true)
            : AssetServer.SendAsync(context, video, version));
        await HastyAsync(server.Url("/slow"));

        (video, version) = (videos.New, "\"v2\"");
        var result = await StoreAsync(server.Url());

        Assert.Equal(Figures(videos.New), result.Blob);
        Assert.Equal(videos.New, await ReadAsync("job/video.mp4"));
    }

    [Fact]
    public async Task Copy_starts_again_where_its_host_sends_no_parts()
    {
        var video = Video(3 * Block);
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Request.Headers.Remove("Range");
            return context.Request.Path == "/slow"
                ? AssetServer.SendAsync(context, video, cutAfter: (2 * Block) + 1_000_000, hold: true)
                : AssetServer.SendAsync(context, video);
        });
        await HastyAsync(server.Url("/slow"));

        var result = await StoreAsync(server.Url());

        Assert.Equal(Figures(video), result.Blob);
        Assert.Equal(video, await ReadAsync("job/video.mp4"));
    }

    [Fact]
    public async Task Resumed_half_of_a_video_is_still_refused()
    {
        var half = Video(6 * Block)[..(3 * Block)];
        await using var server = await SlowServerAsync(half, () => "\"v1\"");
        await HastyAsync(server.Url("/slow"));

        Assert.Equal(StoreResult.Refused("truncated", permanent: false), await StoreAsync(server.Url()));
        Assert.Null(await Store.FindAsync("job/video.mp4", CancellationToken.None));
    }

    [Theory]
    [InlineData(100_000, 200_000)]
    [InlineData(2 * Block, 3 * Block)]
    [InlineData(100_000, 2 * Block)]
    [InlineData(2 * Block, 100_000)]
    public async Task Second_run_answers_with_the_blob_of_the_first(int first, int second)
    {
        var videos = new Queue<byte[]>([Video(first), Video(second)]);
        var stored = videos.Peek();
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, videos.Dequeue()));

        var one = await StoreAsync(server.Url());
        var two = await StoreAsync(server.Url());

        Assert.Equal(Figures(stored), one.Blob);
        Assert.Equal(one, two);
        Assert.Equal(stored, await ReadAsync("job/video.mp4"));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(200)]
    public async Task Second_run_answers_with_the_blob_of_the_first_whatever_the_url_says_by_now(int status)
    {
        var video = Video(100_000);
        var expired = false;
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = expired ? status : 200;
            return expired ? context.Response.WriteAsync("<html>gone</html>") : SendOkAsync(context, video);
        });

        var one = await StoreAsync(server.Url());
        expired = true;
        var two = await StoreAsync(server.Url());

        Assert.Equal(Figures(video), one.Blob);
        Assert.Equal(one, two);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(Block + 100_000)]
    public async Task Loser_of_a_race_answers_with_the_winners_figures(int length)
    {
        // Neither gets its last byte before both have begun.
        var begun = new CountdownEvent(2);
        var both = new TaskCompletionSource();
        byte[][] videos = [Video(length), Video(length + 1)];
        await using var server = await AssetServer.StartAsync(async context =>
        {
            var video = videos[context.Request.Path == "/0" ? 0 : 1];
            context.Response.ContentLength = video.Length;
            await context.Response.Body.WriteAsync(video.AsMemory(..^1), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (begun.Signal())
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(s_patience);
            await context.Response.Body.WriteAsync(video.AsMemory(^1..), context.RequestAborted);
        });

        var results = await Task.WhenAll(StoreAsync(server.Url("/0")), StoreAsync(server.Url("/1")));

        var stored = await ReadAsync("job/video.mp4");
        Assert.Contains(videos, video => video.AsSpan().SequenceEqual(stored));
        Assert.All(results, result => Assert.Equal(StoreResult.Done(Figures(stored)), result));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Not found, but politely and with many words indeed</body></html>")]
    [InlineData("{\"code\":\"AccessDenied\",\"message\":\"Request has expired, and this is a long text about it\"}")]
    [InlineData("")]
    [InlineData("\0\0\0\u0018ftyp")]
    [InlineData("\0\0\0\u0018ftypisom", "truncated")]
    public async Task Body_that_is_no_video_is_refused(string body, string code = "not_media")
    {
        await using var server = await AssetServer.StartAsync(context => context.Response.WriteAsync(body));

        var result = await StoreAsync(server.Url());

        Assert.Equal(StoreResult.Refused(code, permanent: false), result);
        Assert.Null(await Store.FindAsync("job/video.mp4", CancellationToken.None));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(2 * Block)]
    public async Task Half_a_video_is_refused_though_its_host_takes_it_for_whole(int length)
    {
        var half = Video(length)[..(length / 2)];
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, half));

        var result = await StoreAsync(server.Url());

        Assert.Equal(StoreResult.Refused("truncated", permanent: false), result);
        Assert.Null(await Store.FindAsync("job/video.mp4", CancellationToken.None));
    }

    [Fact]
    public async Task Refusal_of_the_download_is_passed_on()
    {
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });

        Assert.Equal(StoreResult.Refused("expired_url", permanent: false), await StoreAsync(server.Url()));
        Assert.Equal(StoreResult.Refused("forbidden_address", permanent: true), await StoreAsync("ftp://example.com/v.mp4"));
    }

    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("524946460000000057454250", "image/webp")]
    public async Task Cover_is_stored_as_the_image_that_it_is(string start, string contentType)
    {
        byte[] image = [.. Convert.FromHexString(start), .. RandomNumberGenerator.GetBytes(500)];
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, image));

        var result = await Store.StoreCoverAsync(server.Url(), "job/cover.jpg", s_metadata, CancellationToken.None).WaitAsync(s_patience);

        Assert.Equal(Figures(image, "videos/job/cover.jpg", contentType), result.Blob);
        Assert.Equal(result.Blob, await Store.FindAsync("job/cover.jpg", CancellationToken.None));
    }

    [Fact]
    public async Task Cover_that_is_no_image_is_refused()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, Video(1000)));

        var result = await Store.StoreCoverAsync(server.Url(), "job/cover.jpg", s_metadata, CancellationToken.None).WaitAsync(s_patience);

        Assert.Equal(StoreResult.Refused("not_media", permanent: false), result);
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    // Until its deadline, which leaves time for what a slow server sends before it falls silent.
    private Task<StoreResult> HastyAsync(string url) => new VideoStore(_blobs, AssetDownloads.Local(("CopyTimeout", "00:00:03")))
        .StoreVideoAsync(url, "job/video.mp4", s_metadata, CancellationToken.None).WaitAsync(s_patience);

    private static Task<AssetServer> SlowServerAsync(byte[] video, Func<string?> version) =>
        AssetServer.StartAsync(context => context.Request.Path == "/slow"
            ? AssetServer.SendAsync(context, video, version(), cutAfter: (2 * Block) + 1_000_000, hold: true)
            : AssetServer.SendAsync(context, video, version()));

    private static long From(AssetRequest request) =>
        long.Parse(request.Range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);

    protected Task<StoreResult> StoreAsync(string url) =>
        Store.StoreVideoAsync(url, "job/video.mp4", s_metadata, CancellationToken.None).WaitAsync(s_patience);

    protected async Task<byte[]> ReadAsync(string name) =>
        (await _blobs.Videos.GetBlobClient(name).DownloadContentAsync(CancellationToken.None)).Value.Content.ToArray();

    protected static byte[] Video(int length)
    {
        var video = RandomNumberGenerator.GetBytes(length);
        ((byte[])[0, 0, 0, 0x18, .. "ftypisom"u8]).CopyTo(video, 0);
        ((byte[])[0, 0, 0, 0x10, .. "moov"u8]).CopyTo(video, 0x18);
        BinaryPrimitives.WriteInt32BigEndian(video.AsSpan(0x28), length - 0x28);
        "mdat"u8.CopyTo(video.AsSpan(0x2C));
        return video;
    }

    protected static StoredBlob Figures(byte[] bytes, string blob = "videos/job/video.mp4", string contentType = "video/mp4") =>
        new(blob, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), contentType);

    protected static Task SendOkAsync(HttpContext context, byte[] bytes)
    {
        context.Response.StatusCode = 200;
        return AssetServer.SendAsync(context, bytes);
    }
}
