using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Batches;
using VideoPipeline.LocalHost.Azurite;
using VideoPipeline.Storage;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// The blob operations of one item, in their order, with their names and sizes, and nothing between them: what the storage would allow.
/// </summary>
internal static class BlobsAlone
{
    private const int ItemsPerBlock = 8;

    private static readonly byte[] s_video = new byte[41_700];
    private static readonly byte[] s_cover = new byte[6_100];
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    /// <param name="azurite">Without a blob as yet: its calls take the longer the more there are.</param>
    public static async Task<BlobsAloneFigures> RunAsync(AzuriteProcess azurite, BatchBenchmarkOptions options)
    {
        var service = new BlobServiceClient(azurite.ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
        var blobs = new BlobStore(service);
        await blobs.CreateContainersAsync(CancellationToken.None);
        var batch = BatchIds.New(s_now);
        await RunAsync(blobs, BatchIds.New(s_now), Math.Min(50, options.Items), options.Lanes);

        using var requests = new RequestFigures();
        var azuriteCpu = ProcessFigures.ChildCpu("azurite");
        var cpu = ProcessFigures.Cpu(Environment.ProcessId);
        var watch = Stopwatch.StartNew();
        await RunAsync(blobs, batch, options.Items, options.Lanes);
        return new BlobsAloneFigures(
            options.Items,
            options.Items / watch.Elapsed.TotalSeconds,
            requests.To(azurite.Port).Count,
            ProcessFigures.Cpu(Environment.ProcessId) - cpu,
            ProcessFigures.ChildCpu("azurite") - azuriteCpu);
    }

    private static Task RunAsync(BlobStore blobs, string batch, int items, int lanes) => Parallel.ForEachAsync(
        Enumerable.Range(1, items),
        new ParallelOptions { MaxDegreeOfParallelism = lanes },
        async (item, cancellationToken) => await ItemAsync(blobs, batch, item, cancellationToken));

    private static async Task ItemAsync(BlobStore blobs, string batch, int item, CancellationToken cancellationToken)
    {
        var job = BatchIds.Job(batch, item, wave: 0);
        if (item % ItemsPerBlock == 0)
        {
            await blobs.ReadAsync<string>(BlobPaths.BatchClaims(batch, 0), cancellationToken);
            await blobs.PutAsync(BlobPaths.BatchClaims(batch, 0), new string('c', 3_000), cancellationToken);
            await blobs.ReadAsync<string>(BlobPaths.BatchManifest(batch), cancellationToken);
        }

        // Door.
        var index = blobs.Pipeline.GetBlobClient(BlobPaths.Index(s_now, job));
        var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = Metadata(75) };
        await index.UploadAsync(new BinaryData([]), onlyNew, cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.Request(job), new string('r', 555), cancellationToken);

        // Prepare.
        await blobs.TryCreateAsync(BlobPaths.Open(job, 1), new string('o', 145), cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.Submission(job, 1), new string('s', 450), cancellationToken);

        // Submit, unless somebody has cancelled.
        await blobs.ReadAsync<string>(BlobPaths.Control(job), cancellationToken);
        var read = (await blobs.ReadAsync<string>(BlobPaths.Submission(job, 1), cancellationToken))!;
        var sending = await blobs.TryReplaceAsync(BlobPaths.Submission(job, 1), new string('s', 580), read.Version, cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.Claim("tokenhub", $"task_{Guid.NewGuid():N}"), new string('c', 75), cancellationToken, Metadata(50));
        await blobs.TryReplaceAsync(BlobPaths.Submission(job, 1), new string('s', 620), sending!.Value, cancellationToken);

        // Store.
        var file = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = Metadata(195) };
        await blobs.Videos.GetBlobClient(BlobPaths.Video(job, 1)).UploadAsync(new BinaryData(s_video), file, cancellationToken);
        await blobs.Videos.GetBlobClient(BlobPaths.Cover(job, 1)).UploadAsync(new BinaryData(s_cover), file, cancellationToken);

        // Settle, complete.
        await blobs.TryCreateAsync(BlobPaths.Usage(s_now, job, 1), new string('u', 735), cancellationToken, Metadata(145));
        await blobs.DeleteAsync(BlobPaths.Open(job, 1), cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.JobDocument(job), new string('j', 2_785), cancellationToken);
        await index.SetMetadataAsync(Metadata(75), cancellationToken: cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.BatchResult(batch, item), new string('i', 795), cancellationToken, Metadata(1_070));
    }

    private static Dictionary<string, string> Metadata(int length) => new() { ["record"] = new('m', length - "record".Length) };
}

/// <param name="Operations">As the storage client counts them.</param>
/// <param name="ClientCpu">This process's processor time for all of them.</param>
internal sealed record BlobsAloneFigures(int Items, double ItemsPerSecond, long Operations, TimeSpan ClientCpu, TimeSpan AzuriteCpu);
