using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;

[Collection(nameof(MeasuresMemory))]
public sealed class VideoStoreMemoryTests
{
    private const int Length = 100 * 1024 * 1024;

    [Fact]
    public async Task Large_video_passes_through_little_memory()
    {
        var piece = new byte[1024 * 1024];

        // One piece after the other makes boxes that fill the file: a start, an index, and media of the rest of a piece each.
        ((byte[])[0, 0, 0, 0x18, .. "ftypisom"u8]).CopyTo(piece, 0);
        ((byte[])[0, 0, 0, 0x10, .. "moov"u8]).CopyTo(piece, 0x18);
        ((byte[])[0, 0x0F, 0xFF, 0xD8, .. "mdat"u8]).CopyTo(piece, 0x28);
        await using var server = await AssetServer.StartAsync(async context =>
        {
            context.Response.ContentLength = Length;
            for (var sent = 0; sent < Length; sent += piece.Length)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });
        var blobs = new BlobStore(new InMemoryBlobs());
        await blobs.CreateContainersAsync(CancellationToken.None);
        var store = new VideoStore(blobs, AssetDownloads.Local());
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var result = await store.StoreVideoAsync(server.Url(), "job/video.mp4", new Dictionary<string, string>(), CancellationToken.None)
            .WaitAsync(TimeSpan.FromMinutes(1));

        // The in-memory service keeps one copy; whatever else is allocated, the server's part too, has to do with a few blocks.
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(Length, result.Blob?.Bytes);
        Assert.True(allocated - Length < 40 * 1024 * 1024, $"{allocated - Length:N0} bytes beside the copy");
    }
}
