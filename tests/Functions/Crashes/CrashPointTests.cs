using System.Security.Cryptography;
using VideoPipeline.Budgets;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator.Tasks;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Usage;
using Xunit.Abstractions;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// Every step at which the process can die: each is struck in a run of its own, one after the other until a whole run passes without
/// reaching the next, so that none can be left out: at least 484 in all.
/// </summary>
public abstract class CrashPointTests(ITestOutputHelper output, string provider, bool callbacks, CrashPoints least)
{
    private static readonly (StepKind Kind, Strike Strike)[] s_kinds =
    [
        (StepKind.Commit, Strike.DieBefore),
        (StepKind.Commit, Strike.DieAfter),
        (StepKind.BlobWrite, Strike.DieBefore),
        (StepKind.BlobWrite, Strike.DieAfter),
        (StepKind.BlobWrite, Strike.AnswerLost),
        (StepKind.HttpCall, Strike.DieBefore),
        (StepKind.HttpCall, Strike.DieAfter),
        (StepKind.HttpCall, Strike.AnswerLost),
    ];

    [Fact]
    public Task Job_is_paid_once_and_stored_wherever_the_process_dies() => Task.Run(async () =>
    {
        await using var world = await CrashWorld.CreateAsync();
        var points = 0;
        var parked = 0;
        foreach (var (kind, strike) in s_kinds)
        {
            var number = 1;
            while (await StrikeAsync(world, new CrashPoint(kind, strike, number)) is { } wasParked)
            {
                number++;
                parked += wasParked ? 1 : 0;
            }

            output.WriteLine($"{kind} {strike}: {number - 1} points");
            points += number - 1;
            Assert.True(number > least.Of(kind), $"Only {number - 1} steps of {kind} were found; {least.Of(kind)} are known.");
        }

        output.WriteLine($"{provider}{(callbacks ? " with callback" : "")}: {points} crash points, {parked} of them ambiguous and resolved by an operator.");
    });

    // Null: the run came to its end without reaching the point. Else whether an operator was needed.
    private async Task<bool?> StrikeAsync(CrashWorld world, CrashPoint point)
    {
        var prompt = $"{provider} {point.Kind} {point.Strike} {point.Number}";
        await using var run = new CrashRun(world, provider, callbacks, prompt, point);
        try
        {
            var job = await run.RunAsync();
            var parked = job.Status.IsParked;
            Assert.True(world.Received(prompt) <= 1, "The submit was repeated.");
            if (parked)
            {
                job = await ResolveAsync(world, run, job);
            }

            Assert.Equal(JobStatus.Succeeded, job.Status);
            Assert.Equal(parked && job.Attempts!.Count == 1, job.Late);
            await CheckAsync(world, run, job);
            return run.Struck is null ? null : parked;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{provider}, {point}, struck at {run.Struck ?? "nothing"}: {e.Message}", e);
        }
    }

    // Only a submit whose answer nobody has may end so; and it is told, not guessed.
    private static async Task<JobDocument> ResolveAsync(CrashWorld world, CrashRun run, JobDocument job)
    {
        Assert.Equal(JobStatus.Ambiguous, job.Status);
        var record = (await run.Blobs.ReadAsync<SubmissionRecord>(BlobPaths.Submission(job.Id, 1), CancellationToken.None))!.Value;
        Assert.Equal(SubmissionState.Ambiguous, record.State);
        Assert.Equal(1, await run.CountAsync(BlobPaths.OpenPrefix));
        Assert.Equal(0, await run.CountAsync(BlobPaths.UsagePrefix));
        return world.Tasks(run.Prompt) is [var task]
            ? await run.ResolveAsync(new { task_id = task.Id })
            : await run.ResolveAsync(new { action = "resubmit" });
    }

    private static async Task CheckAsync(CrashWorld world, CrashRun run, JobDocument job)
    {
        var task = Assert.Single(world.Tasks(run.Prompt));
        Assert.Equal(task.Id, job.ProviderTaskId);
        var attempt = job.Attempts!.Single(attempt => attempt.Status == AttemptStatus.Succeeded);

        var videos = new List<string>();
        await foreach (var blob in run.Blobs.Videos.GetBlobsAsync())
        {
            videos.Add(blob.Name);
        }

        // Not every reseller gives a cover.
        string[] cover = job.Output!.Cover is null ? [] : [BlobPaths.Cover(job.Id, attempt.Number)];
        Assert.Equal([.. cover, BlobPaths.Video(job.Id, attempt.Number)], videos);
        var stored = (await run.Blobs.Videos.GetBlobClient(videos[^1]).DownloadContentAsync()).Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored.Content));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await VideoAsync(world, task))), hash);
        Assert.Equal(hash, stored.Details.Metadata["sha256"]);
        Assert.Equal(hash, job.Output.Video!.Sha256);

        Assert.Equal(1, await run.CountAsync(BlobPaths.UsagePrefix));
        var submission = (await run.Blobs.ReadAsync<SubmissionRecord>(BlobPaths.Submission(job.Id, attempt.Number), CancellationToken.None))!.Value;
        var ledger = (await run.Blobs.ReadAsync<LedgerRecord>(
            BlobPaths.Usage(submission.SubmittedAt, job.Id, attempt.Number), CancellationToken.None))!.Value;
        Assert.Equal(task.Id, ledger.TaskId);
        Assert.Equal(job.Usage!.AmountUsd, ledger.Bill!.AmountUsd);
        Assert.Equal(job.Quote!.AmountUsd, ledger.Bill.AmountUsd);
        await CheckBudgetAsync(run, job, ledger.Bill.AmountUsd);
    }

    // Every attempt has reserved once, and holds its bill; one that may have been taken holds its quote.
    private static async Task CheckBudgetAsync(CrashRun run, JobDocument job, decimal bill)
    {
        var reserved = new List<KeyValuePair<string, decimal>>();
        await foreach (var blob in run.Blobs.ListAsync("budget/", CancellationToken.None))
        {
            reserved.AddRange((await run.Blobs.ReadAsync<BudgetLedger>(blob.Name, CancellationToken.None))!.Value.Reserved);
        }

        var attempts = job.Attempts!.Select(attempt => KeyValuePair.Create($"{job.Id}.{attempt.Number}", bill));
        Assert.Equal(attempts, reserved.OrderBy(entry => entry.Key));
    }

    private static async Task<byte[]> VideoAsync(CrashWorld world, VideoTask task)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(new Uri($"{world.World.SimulatorUrl}/assets/{task.Id}/video.mp4"));
    }
}

/// <summary>
/// How many steps of each kind a run has at the least: fewer means that some are no longer seen. The store step copies from the link
/// that the look has seen, so it makes one call fewer than a look and a download would.
/// </summary>
public sealed record CrashPoints(int Commits, int BlobWrites, int HttpCalls)
{
    internal int Of(StepKind kind) => kind switch
    {
        StepKind.Commit => Commits,
        StepKind.BlobWrite => BlobWrites,
        _ => HttpCalls,
    };
}

public sealed class TokenHubCrashPointTests(ITestOutputHelper output)
    : CrashPointTests(output, "tokenhub", callbacks: false, new CrashPoints(17, 16, 4));

public sealed class TokenLabCrashPointTests(ITestOutputHelper output)
    : CrashPointTests(output, "tokenlab", callbacks: false, new CrashPoints(17, 15, 3));

public sealed class GogogotokenCrashPointTests(ITestOutputHelper output)
    : CrashPointTests(output, "gogogotoken", callbacks: false, new CrashPoints(17, 15, 3));

public sealed class SeedanceApiCrashPointTests(ITestOutputHelper output)
    : CrashPointTests(output, "seedanceapi", callbacks: false, new CrashPoints(17, 15, 3));

public sealed class SeedanceApiCallbackCrashPointTests(ITestOutputHelper output)
    : CrashPointTests(output, "seedanceapi", callbacks: true, new CrashPoints(24, 17, 4));
