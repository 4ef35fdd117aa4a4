using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Support;
using Xunit.Abstractions;

namespace VideoPipeline.Functions.Tests.Telemetry;

/// <summary>What a polled job does in Blob storage, held to the table of <c>docs/cost.md</c>: operation for operation, at most twenty-three.</summary>
public sealed partial class StorageOperationsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Polled_job_does_what_the_cost_table_says_and_nothing_else()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 125);
        await using var host = await world.StartHostAsync();
        var operations = new ConcurrentQueue<BlobOperation>();
        world.Blobs.Before = operation =>
        {
            operations.Enqueue(operation);
            return default;
        };

        var submitted = await host.SubmitAsync(
            new { provider = "tokenlab", prompt = "A lamp", duration = 5, resolution = "720p" }, idempotencyKey: "first");
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal((JobStatus.Succeeded, null), (job.Status, job.Error?.Code));
        var counted = operations.Where(operation => !IsOurs(operation)).Select(operation => Line(operation, job.Id)).ToList();
        output.WriteLine(string.Join(Environment.NewLine, counted));
        Assert.Equal(8, await LooksAsync(world));
        Assert.Equal(Table().Append(Control).Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
        Assert.InRange(counted.Count, 1, 23);
    }

    /// <summary>Two of the eight looks read it.</summary>
    private const string Control = "read pipeline/control/{job}.json";

    private static async Task<int> LooksAsync(PipelineWorld world)
    {
        var task = Assert.Single((await world.Simulator.TasksAsync("A lamp")).EnumerateArray());
        return task.GetProperty("polls").GetInt32();
    }

    // This test asks how the job is doing; nothing else reads its document.
    private static bool IsOurs(BlobOperation operation) =>
        operation is { Kind: BlobOperationKind.Download, Name: var name } && name.EndsWith("/job.json", StringComparison.Ordinal);

    private static IEnumerable<string> Table()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "cost.md"));
        return Row().Matches(page).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
    }

    private static string Line(BlobOperation operation, string job)
    {
        var verb = operation.Kind switch
        {
            BlobOperationKind.Delete => "delete",
            _ when operation.IsWrite => "write",
            _ => "read",
        };
        return $"{verb} {operation.Container}/{Generic(operation.Name, job)}";
    }

    private static string Generic(string name, string job)
    {
        var generic = name.Replace(job, "{job}", StringComparison.Ordinal);
        generic = Hash().Replace(generic, "keys/{hash}.json");
        generic = Inverted().Replace(generic, "index/{inverted time}-{job}");
        generic = Claim().Replace(generic, "claims/{provider}/{task}");
        generic = Day().Replace(generic, "usage/{yyyy}/{MM}/{dd}/");
        generic = Pace().Replace(generic, "pace/{provider}.json");
        return generic
            .Replace("submissions/{job}/1.json", "submissions/{job}/{attempt}.json", StringComparison.Ordinal)
            .Replace("open/{job}.1", "open/{job}.{attempt}", StringComparison.Ordinal)
            .Replace("{dd}/{job}.1.json", "{dd}/{job}.{attempt}.json", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| \d+ \| [^|]+ \| (\w+) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^keys/[0-9a-f]{64}\.json$")]
    private static partial Regex Hash();

    [GeneratedRegex(@"^index/\d{19}-\{job\}$")]
    private static partial Regex Inverted();

    [GeneratedRegex(@"^claims/\w+/[^/]+$")]
    private static partial Regex Claim();

    [GeneratedRegex(@"^usage/\d{4}/\d\d/\d\d/")]
    private static partial Regex Day();

    [GeneratedRegex(@"^pace/\w+\.json$")]
    private static partial Regex Pace();
}
