using System.Globalization;
using System.Net;
using System.Web;
using Azure.Storage.Blobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class ReadLinksTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public async Task Link_allows_reading_one_blob_for_a_while()
    {
        var blobs = new BlobStore(new InMemoryBlobs());

        var link = await new ReadLinks(blobs, new VirtualTime(s_now)).CreateAsync(
            blobs.Videos.GetBlobClient("job/video.mp4"), TimeSpan.FromMinutes(15), CancellationToken.None);

        var query = HttpUtility.ParseQueryString(link.Query);
        Assert.Equal("/videos/job/video.mp4", link.AbsolutePath);
        Assert.Equal(("r", "b"), (query["sp"], query["sr"]));
        Assert.Equal("2026-03-04T05:21:07Z", query["se"]);
        Assert.Equal("2026-03-04T05:01:07Z", query["st"]);
    }

    // A user-delegation key lives seven days from its own beginning, and the service refuses to give one for longer.
    [Theory]
    [InlineData(7 * 24)]
    [InlineData((7 * 24) + 1)]
    [InlineData(1000)]
    public async Task Link_never_outlives_the_key_that_may_sign_it(int hours)
    {
        var blobs = new BlobStore(new InMemoryBlobs());

        var link = await new ReadLinks(blobs, new VirtualTime(s_now)).CreateAsync(
            blobs.Videos.GetBlobClient("job/video.mp4"), TimeSpan.FromHours(hours), CancellationToken.None);

        var query = HttpUtility.ParseQueryString(link.Query);
        var life = DateTimeOffset.Parse(query["se"]!, CultureInfo.InvariantCulture) - DateTimeOffset.Parse(query["st"]!, CultureInfo.InvariantCulture);
        Assert.InRange(life, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
    }

    [Fact]
    [Trait("Needs", "Azurite")]
    public async Task Link_opens_its_blob_and_nothing_else()
    {
        var (blobs, blob) = await StoreAsync();
        await blobs.Videos.GetBlobClient("job/other.mp4").UploadAsync(BinaryData.FromString("other"), overwrite: true);
        using var client = new HttpClient();

        var link = await new ReadLinks(blobs, TimeProvider.System).CreateAsync(blob, TimeSpan.FromMinutes(5), CancellationToken.None);

        Assert.Equal("film", await client.GetStringAsync(link));
        var other = new UriBuilder(link) { Path = link.AbsolutePath.Replace("a%20b", "other", StringComparison.Ordinal) }.Uri;
        using var elsewhere = await client.GetAsync(other);
        using var mine = new StringContent("mine") { Headers = { { "x-ms-blob-type", "BlockBlob" } } };
        using var overwrite = await client.PutAsync(link, mine);
        using var bare = await client.GetAsync(link.GetLeftPart(UriPartial.Path));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, overwrite.StatusCode);
        Assert.False(bare.IsSuccessStatusCode);
    }

    [Theory]
    [Trait("Needs", "Azurite")]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Link_opens_nothing_before_and_after_its_time(int minutesOff)
    {
        var (blobs, blob) = await StoreAsync();
        using var client = new HttpClient();

        var link = await new ReadLinks(blobs, new VirtualTime(DateTimeOffset.UtcNow.AddMinutes(minutesOff))).CreateAsync(
            blob, TimeSpan.FromMinutes(5), CancellationToken.None);

        using var answer = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<(BlobStore Blobs, BlobClient Blob)> StoreAsync()
    {
        var blobs = new BlobStore(await AzuriteFixture.NewClientAsync());
        await blobs.CreateContainersAsync(CancellationToken.None);
        var blob = blobs.Videos.GetBlobClient("job/a b.mp4");
        await blob.UploadAsync(BinaryData.FromString("film"), overwrite: true);
        return (blobs, blob);
    }
}
