using Microsoft.Extensions.Options;
using VideoPipeline.Resellers;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class InputResolverTests : IAsyncLifetime
{
    private const string Url = "https://cdn.example.com/first.png?x=1";

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly string s_dataUri = $"data:image/png;base64,{Convert.ToBase64String(s_png)}";

    private readonly BlobStore _blobs = new(new InMemoryBlobs());

    public Task InitializeAsync() => _blobs.CreateContainersAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(ProviderNames.TokenHub)]
    [InlineData(ProviderNames.TokenLab)]
    [InlineData(ProviderNames.SeedanceApi)]
    public async Task Blob_becomes_a_read_link_for_a_provider_that_fetches(string provider)
    {
        await PutAsync("inputs/job/first_frame.png", s_png);

        var resolved = await ResolveAsync(Image("blob://pipeline/inputs/job/first_frame.png"), provider);

        Assert.StartsWith("https://inmemory.blob.core.windows.net/pipeline/inputs/job/first_frame.png?", resolved.FirstFrame, StringComparison.Ordinal);
        Assert.Contains("sp=r", resolved.FirstFrame, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blob_becomes_a_data_uri_for_a_provider_that_wants_bytes()
    {
        await PutAsync("inputs/job/first_frame.bin", s_png);

        var resolved = await ResolveAsync(Image("blob://pipeline/inputs/job/first_frame.bin"), ProviderNames.Gogogotoken);

        Assert.Equal(s_dataUri, resolved.FirstFrame);
    }

    [Theory]
    [InlineData("blob://azure-webjobs-secrets/app/host.json")]
    [InlineData("blob://pipeline/jobs/vid_1/request.json")]
    [InlineData("blob://uploads/../pipeline/jobs/vid_1/request.json")]
    public async Task No_link_is_given_away_to_what_is_no_input_whoever_let_it_in(string reference)
    {
        await Assert.ThrowsAsync<InputUnavailableException>(() => ResolveAsync(Image(reference), ProviderNames.TokenHub));
    }

    [Fact]
    public async Task Url_is_passed_on_as_it_came()
    {
        var request = Image(Url) with
        {
            ReferenceImages = ["https://cdn.example.com/a.png", "https://cdn.example.com/b.png"],
            ReferenceVideos = [new ReferenceVideo("https://cdn.example.com/c.mp4", 4)],
            ReferenceAudios = ["https://cdn.example.com/d.mp3"],
        };

        var resolved = await ResolveAsync(request, ProviderNames.TokenHub);

        Assert.Equal(request.Inputs(), resolved.Inputs());
        Assert.Equal(4, resolved.ReferenceVideos[0].Duration);
    }

    [Fact]
    public async Task Request_without_inputs_is_the_same()
    {
        var request = Image(Url) with { FirstFrame = null, Operation = Operations.TextToVideo };

        Assert.Same(request, await ResolveAsync(request, ProviderNames.Gogogotoken));
    }

    [Fact]
    public async Task Url_is_fetched_for_a_provider_that_wants_bytes()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, s_png));
        var request = Image(server.Url("/first.png")) with { LastFrame = s_dataUri, Operation = Operations.StartEndToVideo };

        var resolved = await ResolveAsync(request, ProviderNames.Gogogotoken);

        Assert.Equal((s_dataUri, s_dataUri), (resolved.FirstFrame, resolved.LastFrame));
    }

    [Fact]
    public async Task Blob_that_is_missing_is_named()
    {
        var refusal = await Assert.ThrowsAsync<InputUnavailableException>(
            () => ResolveAsync(Image("blob://pipeline/inputs/job/gone.png"), ProviderNames.Gogogotoken));

        Assert.Equal("first_frame", refusal.Field);
    }

    [Fact]
    public async Task Blob_that_is_no_image_is_refused()
    {
        await PutAsync("inputs/job/a.png", "<html></html>"u8.ToArray());

        await Assert.ThrowsAsync<InputUnavailableException>(
            () => ResolveAsync(Image("blob://pipeline/inputs/job/a.png"), ProviderNames.Gogogotoken));
    }

    [Fact]
    public async Task Blob_that_is_too_large_for_a_data_uri_is_refused()
    {
        var large = new byte[20 * 1024 * 1024 + 1];
        s_png.CopyTo(large, 0);
        await PutAsync("inputs/job/a.png", large);

        var refusal = await Assert.ThrowsAsync<InputUnavailableException>(
            () => ResolveAsync(Image("blob://pipeline/inputs/job/a.png"), ProviderNames.Gogogotoken));

        Assert.Contains("too large", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "expired_url")]
    [InlineData(500, "asset_host_error")]
    public async Task Url_that_cannot_be_fetched_is_refused(int status, string code)
    {
        await using var server = await AssetServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var request = Image(Url) with { LastFrame = server.Url("/last.png") };

        var refusal = await Assert.ThrowsAsync<InputUnavailableException>(() => ResolveAsync(request, ProviderNames.Gogogotoken));

        Assert.Equal("last_frame", refusal.Field);
        Assert.Contains(code, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Url_that_is_too_large_is_refused()
    {
        await using var server = await AssetServer.StartAsync(context => AssetServer.SendAsync(context, new byte[21 * 1024 * 1024]));

        var refusal = await Assert.ThrowsAsync<InputUnavailableException>(
            () => ResolveAsync(Image(Url) with { LastFrame = server.Url("/last.png") }, ProviderNames.Gogogotoken));

        Assert.Contains("too large", refusal.Message, StringComparison.Ordinal);
    }

    private static VideoRequest Image(string firstFrame) => Any.Request with
    {
        Operation = Operations.ImageToVideo,
        FirstFrame = firstFrame,
    };

    private Task<VideoRequest> ResolveAsync(VideoRequest request, string provider) =>
        new InputResolver(_blobs, new ReadLinks(_blobs, new VirtualTime()), AssetDownloads.Local(), Options.Create(new AssetsOptions()))
            .ResolveAsync(request, provider, TimeSpan.FromHours(1), CancellationToken.None);

    private async Task PutAsync(string name, byte[] bytes) =>
        await _blobs.Pipeline.GetBlobClient(name).UploadAsync(new BinaryData(bytes), overwrite: true);
}
