using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class InMemoryBlobsConformanceTests : BlobConformanceTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(new InMemoryBlobs());
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteConformanceTests : BlobConformanceTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

/// <summary>
/// What this product relies on in the blob service: the same tests run against the in-memory double and, through the real client,
/// against Azurite, so that the double cannot drift.
/// </summary>
public abstract class BlobConformanceTests : IAsyncLifetime
{
    private static readonly BlobRequestConditions s_onlyNew = new() { IfNoneMatch = ETag.All };

    private BlobServiceClient _service = null!;
    private BlobContainerClient _container = null!;

    public async Task InitializeAsync()
    {
        _service = await ConnectAsync();
        _container = _service.GetBlobContainerClient("things");
        await _container.CreateIfNotExistsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    protected abstract Task<BlobServiceClient> ConnectAsync();

    [Fact]
    public async Task Container_is_created_once()
    {
        var container = _service.GetBlobContainerClient("later");

        var before = await container.ExistsAsync();
        var first = await container.CreateIfNotExistsAsync();
        var second = await container.CreateIfNotExistsAsync();

        Assert.False(before.Value);
        Assert.NotNull(first);
        Assert.Null(second);
        Assert.True((await container.ExistsAsync()).Value);
    }

    [Fact]
    public async Task Container_that_is_missing_is_an_error_of_its_own()
    {
        var missing = _service.GetBlobContainerClient("nowhere");
        var blob = missing.GetBlobClient("a");

        await RefusedAsync(404, "ContainerNotFound", () => blob.UploadAsync(Text("x"), new BlobUploadOptions()));
        await RefusedAsync(404, "ContainerNotFound", () => blob.DownloadContentAsync(CancellationToken.None));
        await RefusedAsync(404, "ContainerNotFound", () => ListAsync(missing, ""));
        Assert.False((await blob.ExistsAsync()).Value);
        Assert.False((await blob.DeleteIfExistsAsync()).Value);
    }

    [Fact]
    public async Task Upload_keeps_content_type_and_metadata()
    {
        var blob = _container.GetBlobClient("folder/ä b.json");
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string> { ["status"] = "Queued", ["meta_key"] = "a%20b" },
        };

        var written = await blob.UploadAsync(Text("{}"), options);

        var read = (await blob.DownloadContentAsync(CancellationToken.None)).Value;
        var properties = (await blob.GetPropertiesAsync()).Value;
        Assert.Equal("{}", read.Content.ToString());
        Assert.Equal("application/json", read.Details.ContentType);
        Assert.Equal(written.Value.ETag, read.Details.ETag);
        Assert.Equal(written.Value.LastModified, read.Details.LastModified);
        Assert.Equal(2, read.Details.ContentLength);
        Assert.Equal("Queued", read.Details.Metadata["STATUS"]);
        Assert.Equal("a%20b", properties.Metadata["meta_key"]);
        Assert.Equal(2, properties.Metadata.Count);
        Assert.Equal(("application/json", 2L), (properties.ContentType, properties.ContentLength));
        Assert.Equal((written.Value.ETag, written.Value.LastModified), (properties.ETag, properties.LastModified));
        Assert.Equal(0, properties.LastModified.Ticks % TimeSpan.TicksPerSecond);
    }

    [Fact]
    public async Task Upload_of_nothing_makes_an_empty_blob_of_octets()
    {
        var blob = _container.GetBlobClient("empty");

        await blob.UploadAsync(new BinaryData([]), new BlobUploadOptions());

        var properties = (await blob.GetPropertiesAsync()).Value;
        Assert.Equal(0, properties.ContentLength);
        Assert.Equal("application/octet-stream", properties.ContentType);
        Assert.Empty(properties.Metadata);
        Assert.Empty((await blob.DownloadContentAsync(CancellationToken.None)).Value.Content.ToArray());
    }

    [Fact]
    public async Task Upload_without_conditions_overwrites_content_headers_and_metadata()
    {
        var blob = _container.GetBlobClient("a");
        var first = await blob.UploadAsync(Text("1"), With(metadata: ("old", "x")));

        var second = await blob.UploadAsync(Text("22"), new BlobUploadOptions());

        Assert.NotEqual(first.Value.ETag, second.Value.ETag);
        Assert.Equal("22", await ReadAsync(blob));
        Assert.Empty((await blob.GetPropertiesAsync()).Value.Metadata);
    }

    [Fact]
    public async Task Upload_of_only_new_is_refused_when_the_blob_exists()
    {
        var blob = _container.GetBlobClient("a");
        await blob.UploadAsync(Text("1"), With(s_onlyNew));

        await RefusedAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(Text("2"), With(s_onlyNew)));
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(Text("2"), overwrite: false));

        Assert.Equal("1", await ReadAsync(blob));
    }

    [Fact]
    public async Task Upload_over_a_version_is_refused_when_it_is_another()
    {
        var blob = _container.GetBlobClient("a");
        var first = await blob.UploadAsync(Text("1"), new BlobUploadOptions());
        var second = await blob.UploadAsync(Text("2"), With(new() { IfMatch = first.Value.ETag }));

        await RefusedAsync(412, "ConditionNotMet", () => blob.UploadAsync(Text("3"), With(new() { IfMatch = first.Value.ETag })));

        Assert.Equal("2", await ReadAsync(blob));
        Assert.NotEqual(first.Value.ETag, second.Value.ETag);
        Assert.Equal(second.Value.ETag, (await blob.GetPropertiesAsync()).Value.ETag);
    }

    [Fact]
    public async Task Upload_over_a_version_is_refused_when_there_is_none()
    {
        var blob = _container.GetBlobClient("a");
        var written = await blob.UploadAsync(Text("1"), new BlobUploadOptions());
        await blob.DeleteIfExistsAsync();

        await RefusedAsync(412, "ConditionNotMet", () => blob.UploadAsync(Text("3"), With(new() { IfMatch = written.Value.ETag })));

        Assert.False((await blob.ExistsAsync()).Value);
    }

    [Fact]
    public async Task One_of_many_conditional_uploads_wins()
    {
        var blob = _container.GetBlobClient("a");

        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => TryAsync(s_onlyNew, n)));
        var version = (await blob.GetPropertiesAsync()).Value.ETag;
        var replaced = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => TryAsync(new() { IfMatch = version }, n)));

        Assert.Equal(1, created.Count(won => won));
        Assert.Equal(1, replaced.Count(won => won));

        Task<bool> TryAsync(BlobRequestConditions conditions, int number) => Task.Run(async () =>
        {
            try
            {
                await blob.UploadAsync(Text($"{number}"), With(conditions));
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Blob_that_is_missing_is_not_found()
    {
        var blob = _container.GetBlobClient("a");

        await RefusedAsync(404, "BlobNotFound", () => blob.DownloadContentAsync(CancellationToken.None));
        await RefusedAsync(404, "BlobNotFound", () => blob.GetPropertiesAsync());
        await RefusedAsync(404, "BlobNotFound", () => blob.SetMetadataAsync(new Dictionary<string, string>()));
        await RefusedAsync(404, "BlobNotFound", () => blob.DeleteAsync());
        Assert.False((await blob.ExistsAsync()).Value);
        Assert.False((await blob.DeleteIfExistsAsync()).Value);
    }

    [Fact]
    public async Task Blob_is_gone_when_it_has_been_deleted()
    {
        var blob = _container.GetBlobClient("a");
        await blob.UploadAsync(Text("1"), new BlobUploadOptions());

        Assert.True((await blob.ExistsAsync()).Value);
        Assert.True((await blob.DeleteIfExistsAsync()).Value);
        Assert.False((await blob.DeleteIfExistsAsync()).Value);

        Assert.False((await blob.ExistsAsync()).Value);
        Assert.Empty(await ListAsync(_container, ""));
    }

    [Fact]
    public async Task Reads_honour_a_version()
    {
        var blob = _container.GetBlobClient("a");
        var first = (await blob.UploadAsync(Text("1"), new BlobUploadOptions())).Value.ETag;
        var second = (await blob.UploadAsync(Text("2"), new BlobUploadOptions())).Value.ETag;

        await RefusedAsync(412, "ConditionNotMet", () => blob.GetPropertiesAsync(new BlobRequestConditions { IfMatch = first }));
        await RefusedAsync(412, "ConditionNotMet", () => blob.DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = first }));

        Assert.Equal(second, (await blob.GetPropertiesAsync(new BlobRequestConditions { IfMatch = second })).Value.ETag);
    }

    [Fact]
    public async Task SetMetadata_replaces_all_of_it_and_keeps_the_content()
    {
        var blob = _container.GetBlobClient("a");
        var written = await blob.UploadAsync(Text("1"), With(metadata: ("old", "x")));

        var set = await blob.SetMetadataAsync(new Dictionary<string, string> { ["fresh"] = "y" });

        var properties = (await blob.GetPropertiesAsync()).Value;
        Assert.NotEqual(written.Value.ETag, set.Value.ETag);
        Assert.Equal(set.Value.ETag, properties.ETag);
        Assert.Equal("y", Assert.Single(properties.Metadata).Value);
        Assert.Equal("1", await ReadAsync(blob));
        await RefusedAsync(412, "ConditionNotMet", () => blob.UploadAsync(Text("2"), With(new() { IfMatch = written.Value.ETag })));
    }

    [Fact]
    public async Task Listing_is_in_ascending_order_with_metadata_under_a_prefix()
    {
        string[] names = ["index/10-b", "index/02-a", "index/02-B", "index", "other/1", "index/9", "indexes/1", "index/1/x"];
        foreach (var name in names)
        {
            await _container.GetBlobClient(name).UploadAsync(Text(name), With(metadata: ("name", name.Replace('/', '.'))));
        }

        var listed = await ListAsync(_container, "index/");

        Assert.Equal(["index/02-B", "index/02-a", "index/1/x", "index/10-b", "index/9"], listed.Select(item => item.Name));
        Assert.All(listed, item => Assert.Equal(item.Name.Replace('/', '.'), item.Metadata["name"]));
        Assert.All(listed, item => Assert.Equal(item.Name.Length, item.Properties.ContentLength));
        Assert.Empty(await ListAsync(_container, "nothing/"));
        Assert.Equal(names.Length, (await ListAsync(_container, "")).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Listing_goes_on_from_a_token(int size)
    {
        var names = Enumerable.Range(0, 7).Select(n => $"p/{n:00}").ToList();
        await Task.WhenAll(names.Select(name => _container.GetBlobClient(name).UploadAsync(Text(name), new BlobUploadOptions())));
        await _container.GetBlobClient("q").UploadAsync(Text("q"), new BlobUploadOptions());

        var listed = new List<string>();
        string? token = null;
        do
        {
            // A new listing for each page, as a cursor in somebody's hand makes it.
            await foreach (var page in _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, "p/", CancellationToken.None).AsPages(token, size))
            {
                Assert.InRange(page.Values.Count, 0, size);
                listed.AddRange(page.Values.Select(item => item.Name));
                token = page.ContinuationToken;
                break;
            }
        }
        while (!string.IsNullOrEmpty(token));

        Assert.Equal(names, listed);
    }

    [Fact]
    public async Task Staged_blocks_can_be_listed_until_a_blob_is_written()
    {
        var blob = _container.GetBlockBlobClient("film.mp4");
        await RefusedAsync(404, "BlobNotFound", () => blob.GetBlockListAsync(BlockListTypes.Uncommitted));
        await StageAsync(blob, "a", "first");
        await StageAsync(blob, "b", "second");

        var staged = (await blob.GetBlockListAsync(BlockListTypes.Uncommitted)).Value.UncommittedBlocks;
        await blob.CommitBlockListAsync([Id("a")], CommitOnlyNew());
        var left = (await blob.GetBlockListAsync(BlockListTypes.Uncommitted)).Value.UncommittedBlocks;

        Assert.Equal([(Id("a"), 5L), (Id("b"), 6L)], staged.Select(block => (block.Name, block.SizeLong)).Order());
        Assert.Empty(left);
    }

    [Fact]
    public async Task Blocks_become_a_blob_when_they_are_committed()
    {
        var blob = _container.GetBlockBlobClient("film.mp4");
        await StageAsync(blob, "b", "second");
        await StageAsync(blob, "a", "first ");
        await StageAsync(blob, "c", "never");

        var existed = await _container.GetBlobClient("film.mp4").ExistsAsync();
        var committed = await blob.CommitBlockListAsync([Id("a"), Id("b")], CommitOnlyNew());

        var properties = (await _container.GetBlobClient("film.mp4").GetPropertiesAsync()).Value;
        Assert.False(existed.Value);
        Assert.Equal("first second", await ReadAsync(_container.GetBlobClient("film.mp4")));
        Assert.Equal(("video/mp4", "cafe"), (properties.ContentType, properties.Metadata["sha256"]));
        Assert.Equal(committed.Value.ETag, properties.ETag);
    }

    [Fact]
    public async Task Commit_of_only_new_is_refused_when_the_blob_exists()
    {
        var blob = _container.GetBlockBlobClient("film.mp4");
        await StageAsync(blob, "a", "late");
        await blob.UploadAsync(new MemoryStream([1]), new BlobUploadOptions());

        // The upload has discarded the block; that the blob is there counts for more.
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.CommitBlockListAsync([Id("a")], CommitOnlyNew()));
        await StageAsync(blob, "a", "later");
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.CommitBlockListAsync([Id("a")], CommitOnlyNew()));
        await RefusedAsync(409, "BlobAlreadyExists", () => blob.UploadAsync(new MemoryStream([2]), With(s_onlyNew)));

        Assert.Equal(1, (await _container.GetBlobClient("film.mp4").GetPropertiesAsync()).Value.ContentLength);
    }

    [Fact]
    public async Task Commit_of_unknown_blocks_is_refused()
    {
        var blob = _container.GetBlockBlobClient("film.mp4");
        await StageAsync(blob, "a", "there");

        await RefusedAsync(400, "InvalidBlockList", () => blob.CommitBlockListAsync([Id("a"), Id("x")], CommitOnlyNew()));

        Assert.False((await _container.GetBlobClient("film.mp4").ExistsAsync()).Value);
    }

    [Fact]
    public async Task Commit_discards_what_others_have_staged()
    {
        var blob = _container.GetBlockBlobClient("film.mp4");
        await StageAsync(blob, "a", "mine");
        await StageAsync(blob, "b", "theirs");
        await blob.CommitBlockListAsync([Id("a")], CommitOnlyNew());

        await RefusedAsync(
            400, "InvalidBlockList", () => blob.CommitBlockListAsync([Id("b")], new CommitBlockListOptions()));
    }

    [Fact]
    public async Task Clients_know_their_names()
    {
        var blob = _container.GetBlobClient("folder/a.txt");
        await blob.UploadAsync(Text("x"), new BlobUploadOptions());

        Assert.Equal(("things", "folder/a.txt"), (blob.BlobContainerName, blob.Name));
        Assert.Equal(("things", "folder/a.txt"), (new BlobUriBuilder(blob.Uri).BlobContainerName, new BlobUriBuilder(blob.Uri).BlobName));
        Assert.Equal("things", _container.Name);
        Assert.Equal(_container.AccountName, blob.AccountName);
        Assert.EndsWith("/things", _container.Uri.AbsolutePath, StringComparison.Ordinal);
        Assert.StartsWith(_service.Uri.AbsoluteUri, _container.Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_links_carry_what_they_allow()
    {
        var blob = _container.GetBlobClient("folder/a b.txt");
        await blob.UploadAsync(Text("x"), new BlobUploadOptions());
        var expires = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        var link = blob.GenerateSasUri(new BlobSasBuilder(BlobSasPermissions.Read, expires)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = expires.AddDays(-1),
        });

        var parts = new BlobUriBuilder(link);
        Assert.True(blob.CanGenerateSasUri);
        Assert.Equal(blob.Uri.GetLeftPart(UriPartial.Path), link.GetLeftPart(UriPartial.Path));
        Assert.Equal(("r", "b", expires, expires.AddDays(-1)), (parts.Sas.Permissions, parts.Sas.Resource, parts.Sas.ExpiresOn, parts.Sas.StartsOn));
        Assert.NotEmpty(parts.Sas.Signature);
    }

    [Fact]
    public async Task Download_streams_the_whole_or_a_range()
    {
        var blob = _container.GetBlobClient("a");
        await blob.UploadAsync(Text("0123456789"), new BlobUploadOptions());

        using var whole = (await blob.DownloadStreamingAsync()).Value;
        using var range = (await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(3, 4) })).Value;

        Assert.Equal(10, whole.Details.ContentLength);
        Assert.Equal("0123456789", await new StreamReader(whole.Content).ReadToEndAsync());
        Assert.Equal(4, range.Details.ContentLength);
        Assert.Equal("3456", await new StreamReader(range.Content).ReadToEndAsync());
    }

    [Fact]
    public async Task Metadata_is_header_text()
    {
        var blob = _container.GetBlobClient("a");

        await RefusedAsync(400, "InvalidMetadata", () => blob.UploadAsync(Text("x"), With(metadata: ("not-a-name", "x"))));

        Assert.False((await blob.ExistsAsync()).Value);
    }

    [Fact]
    public async Task Metadata_may_be_empty_text()
    {
        var blob = _container.GetBlobClient("a");
        await blob.UploadAsync(Text("x"), With(metadata: ("unit", "")));

        Assert.Equal("", (await blob.GetPropertiesAsync()).Value.Metadata["unit"]);
        Assert.Equal("", Assert.Single(await ListAsync(_container, "a")).Metadata["unit"]);
    }

    [Fact]
    public async Task Cancelled_calls_do_nothing()
    {
        var blob = _container.GetBlobClient("a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => blob.UploadAsync(Text("x"), new BlobUploadOptions(), new CancellationToken(canceled: true)));

        Assert.False((await blob.ExistsAsync()).Value);
    }

    private static BinaryData Text(string text) => BinaryData.FromString(text);

    private static string Id(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(name.PadLeft(16)));

    private static Task<Response<BlockInfo>> StageAsync(BlockBlobClient blob, string id, string content) =>
        blob.StageBlockAsync(Id(id), new MemoryStream(Encoding.UTF8.GetBytes(content)));

    private static CommitBlockListOptions CommitOnlyNew() => new()
    {
        Conditions = s_onlyNew,
        HttpHeaders = new BlobHttpHeaders { ContentType = "video/mp4" },
        Metadata = new Dictionary<string, string> { ["sha256"] = "cafe" },
    };

    private static BlobUploadOptions With(BlobRequestConditions? conditions = null, (string Key, string Value)? metadata = null) => new()
    {
        Conditions = conditions,
        Metadata = metadata is { } pair ? new Dictionary<string, string> { [pair.Key] = pair.Value } : null,
    };

    private static async Task<string> ReadAsync(BlobClient blob) =>
        (await blob.DownloadContentAsync(CancellationToken.None)).Value.Content.ToString();

    private static async Task<List<BlobItem>> ListAsync(BlobContainerClient container, string prefix)
    {
        var items = new List<BlobItem>();
        await foreach (var item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, CancellationToken.None))
        {
            items.Add(item);
        }

        return items;
    }

    private static async Task RefusedAsync(int status, string code, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(call);
        Assert.Equal((status, code), (refusal.Status, refusal.ErrorCode));
    }
}
