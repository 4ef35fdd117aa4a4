using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Embedded.Azurite;
using VideoPipeline.Storage;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// The blob operations of one item, in their order and with their sizes, and nothing between them: what the storage would allow.
/// </summary>
internal static class BlobsAlone
{
    private const int ItemsPerBlock = 8;

    private static readonly byte[] s_video = new byte[30_000];
    private static readonly byte[] s_cover = new byte[10_000];

    /// <summary>On an Azurite without a blob, which is without one again afterwards: its calls take the longer the more there are.</summary>
    public static async Task<BlobsAloneFigures> RunAsync(AzuriteProcess azurite, BatchBenchmarkOptions options)
    {
        var service = new BlobServiceClient(azurite.ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
        var blobs = new BlobStore(service);
        await blobs.CreateContainersAsync(CancellationToken.None);
        await RunAsync(blobs, "warm", Math.Min(50, options.Items), options.Lanes);

        using var requests = new RequestFigures();
        var azuriteCpu = ProcessFigures.ChildCpu("azurite");
        var cpu = ProcessFigures.Cpu(Environment.ProcessId);
        var watch = Stopwatch.StartNew();
        await RunAsync(blobs, "measured", options.Items, options.Lanes);
        var figures = new BlobsAloneFigures(
            options.Items,
            options.Items / watch.Elapsed.TotalSeconds,
            requests.To(azurite.Port).Count,
            ProcessFigures.Cpu(Environment.ProcessId) - cpu,
            ProcessFigures.ChildCpu("azurite") - azuriteCpu);
        await blobs.Pipeline.DeleteAsync();
        await blobs.Videos.DeleteAsync();
        return figures;
    }

    private static Task RunAsync(BlobStore blobs, string run, int items, int lanes) => Parallel.ForEachAsync(
        Enumerable.Range(1, items),
        new ParallelOptions { MaxDegreeOfParallelism = lanes },
        async (item, cancellationToken) => await ItemAsync(blobs, $"{run}-{item:D6}", item % ItemsPerBlock == 0, cancellationToken));

    private static async Task ItemAsync(BlobStore blobs, string job, bool claims, CancellationToken cancellationToken)
    {
        if (claims)
        {
            await blobs.PutAsync($"alone/claims/{job}", new string('c', 2_000), cancellationToken);
            await blobs.ReadAsync<string>($"alone/claims/{job}", cancellationToken);
            await blobs.ReadAsync<string>($"alone/claims/{job}", cancellationToken);
        }

        // Door.
        var index = blobs.Pipeline.GetBlobClient($"alone/index/{job}");
        var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = Metadata() };
        await index.UploadAsync(new BinaryData([]), onlyNew, cancellationToken);
        await blobs.TryCreateAsync($"alone/jobs/{job}/request.json", new string('r', 600), cancellationToken);

        // Prepare.
        await blobs.TryCreateAsync($"alone/open/{job}", new string('o', 150), cancellationToken);
        await blobs.TryCreateAsync($"alone/submissions/{job}", new string('s', 500), cancellationToken);

        // Submit, unless somebody has cancelled.
        await blobs.ReadAsync<string>($"alone/control/{job}", cancellationToken);
        var read = (await blobs.ReadAsync<string>($"alone/submissions/{job}", cancellationToken))!;
        var sending = await blobs.TryReplaceAsync($"alone/submissions/{job}", new string('s', 650), read.Version, cancellationToken);
        await blobs.TryCreateAsync($"alone/claims/provider/{job}", new string('c', 80), cancellationToken);
        await blobs.TryReplaceAsync($"alone/submissions/{job}", new string('s', 750), sending!.Value, cancellationToken);

        // Store.
        var file = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = Metadata() };
        await blobs.Videos.GetBlobClient($"alone/{job}/video.mp4").UploadAsync(new BinaryData(s_video), file, cancellationToken);
        await blobs.Videos.GetBlobClient($"alone/{job}/cover.jpg").UploadAsync(new BinaryData(s_cover), file, cancellationToken);

        // Settle, complete.
        await blobs.TryCreateAsync($"alone/usage/{job}", new string('u', 900), cancellationToken, Metadata());
        await blobs.DeleteAsync($"alone/open/{job}", cancellationToken);
        await blobs.TryCreateAsync($"alone/jobs/{job}/job.json", new string('j', 3_000), cancellationToken);
        await index.SetMetadataAsync(Metadata(), cancellationToken: cancellationToken);
        await blobs.TryCreateAsync($"alone/results/{job}", new string('i', 700), cancellationToken, new Dictionary<string, string> { ["record"] = new('m', 950) });
    }

    private static Dictionary<string, string> Metadata() => new()
    {
        ["status"] = "succeeded",
        ["provider"] = "tokenhub",
        ["batch"] = "bat_0123456789abcdef0123456789abcdef",
    };
}

/// <param name="Operations">As the storage client counts them.</param>
/// <param name="ClientCpu">This process's processor time for all of them.</param>
internal sealed record BlobsAloneFigures(int Items, double ItemsPerSecond, long Operations, TimeSpan ClientCpu, TimeSpan AzuriteCpu);
