using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class InMemoryBlobStoreTests : BlobStoreTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(new InMemoryBlobs());
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteBlobStoreTests : BlobStoreTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();

    /// <summary>What an outage looks like to callers of the real client: they must not look for one exception only.</summary>
    [Fact]
    public async Task Storage_that_nobody_serves_is_an_aggregate_of_the_tries()
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03)
        {
            Retry = { MaxRetries = 2, Delay = TimeSpan.FromMilliseconds(1), Mode = RetryMode.Fixed },
        };
        var store = new BlobStore(new BlobServiceClient(
            "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a;", options));

        var outage = await Assert.ThrowsAsync<AggregateException>(() => store.ReadAsync<Thing>("a", CancellationToken.None));

        Assert.All(outage.InnerExceptions, tried => Assert.IsType<RequestFailedException>(tried));
    }
}

public abstract class BlobStoreTests : IAsyncLifetime
{
    private BlobStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = new BlobStore(await ConnectAsync());
        await _store.CreateContainersAsync(CancellationToken.None);
        await _store.CreateContainersAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Blob_is_created_once()
    {
        Assert.Null(await ReadAsync("a"));
        Assert.True(await _store.TryCreateAsync("a", new Thing(1), CancellationToken.None));
        Assert.False(await _store.TryCreateAsync("a", new Thing(2), CancellationToken.None));

        Assert.Equal(new Thing(1), (await ReadAsync("a"))?.Value);
    }

    [Fact]
    public async Task Blob_is_replaced_by_whoever_has_read_it_last()
    {
        await _store.TryCreateAsync("a", new Thing(1), CancellationToken.None);
        var read = (await ReadAsync("a"))!;

        var version = await _store.TryReplaceAsync("a", new Thing(2), read.Version, CancellationToken.None);
        var refused = await _store.TryReplaceAsync("a", new Thing(3), read.Version, CancellationToken.None);

        Assert.Null(refused);
        Assert.Equal((new Thing(2), version), ((await ReadAsync("a"))!.Value, (await ReadAsync("a"))!.Version));
        Assert.NotNull(await _store.TryReplaceAsync("a", new Thing(4), version!.Value, CancellationToken.None));
    }

    [Fact]
    public async Task Blob_that_is_gone_is_not_replaced()
    {
        await _store.TryCreateAsync("a", new Thing(1), CancellationToken.None);
        var read = (await ReadAsync("a"))!;
        await _store.DeleteAsync("a", CancellationToken.None);
        await _store.DeleteAsync("a", CancellationToken.None);

        Assert.Null(await _store.TryReplaceAsync("a", new Thing(2), read.Version, CancellationToken.None));
        Assert.False(await _store.ExistsAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task Blob_is_overwritten_with_its_metadata()
    {
        await _store.PutAsync("p/a", new Thing(1), CancellationToken.None, new Dictionary<string, string> { ["x"] = "1" });
        await _store.PutAsync("p/a", new Thing(2), CancellationToken.None, new Dictionary<string, string> { ["x"] = "2" });
        await _store.PutAsync("q/b", new Thing(3), CancellationToken.None);

        var listed = new List<string>();
        await foreach (var blob in _store.ListAsync("p/", CancellationToken.None))
        {
            listed.Add($"{blob.Name} {blob.Metadata["x"]}");
        }

        Assert.Equal(["p/a 2"], listed);
        Assert.Equal(new Thing(2), (await ReadAsync("p/a"))?.Value);
        Assert.True(await _store.ExistsAsync("q/b", CancellationToken.None));
    }

    [Fact]
    public async Task Json_is_snake_case_with_money_as_text_and_tolerates_what_it_does_not_know()
    {
        await _store.PutAsync("a", new Thing(7, 0.10m), CancellationToken.None);
        var blob = (await _store.Pipeline.GetBlobClient("a").DownloadContentAsync()).Value;
        await _store.PutAsync("b", new { the_number = 8, amount_usd = 0.2m, more = new[] { 1 } }, CancellationToken.None);

        Assert.Equal("""{"the_number":7,"amount_usd":"0.1"}""", blob.Content.ToString());
        Assert.Equal("application/json", blob.Details.ContentType);
        Assert.Equal(new Thing(8, 0.2m), (await ReadAsync("b"))?.Value);
    }

    [Fact]
    public async Task Guarded_changes_are_all_kept()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => new GuardedBlob(_store)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(() => stores[n % 4].ChangeAsync<Thing>(
            "a", thing => new Thing((thing?.TheNumber ?? 0) + 1), CancellationToken.None)))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(40, (await ReadAsync("a"))?.Value.TheNumber);
    }

    [Fact]
    public async Task Guarded_change_to_nothing_leaves_what_stands()
    {
        var guarded = new GuardedBlob(_store);

        Assert.Null(await guarded.ChangeAsync<Thing>("a", _ => null, CancellationToken.None));
        await guarded.ChangeAsync<Thing>("a", _ => new Thing(1), CancellationToken.None);

        Assert.Equal(new Thing(1), await guarded.ChangeAsync<Thing>("a", _ => null, CancellationToken.None));
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    private Task<Stored<Thing>?> ReadAsync(string name) => _store.ReadAsync<Thing>(name, CancellationToken.None);

    protected sealed record Thing(int TheNumber, decimal? AmountUsd = null);
}
