using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Usage;

namespace VideoPipeline.Soak;

/// <summary>Holds what is stored against what the resellers have seen.</summary>
internal sealed class SoakCheck(SoakRun soak)
{
    private readonly List<string> _violations = [];
    private ILookup<string, JsonElement> _posts = null!;
    private ILookup<string, JsonElement> _tasks = null!;

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        _posts = await JournalAsync("submissions");
        _tasks = await JournalAsync("tasks");
        foreach (var (key, job) in soak.Jobs)
        {
            await CheckAsync(key, job);
        }

        var ledger = 0;
        await foreach (var _ in soak.Blobs.ListAsync(BlobPaths.UsagePrefix, CancellationToken.None))
        {
            ledger++;
        }

        var succeeded = 0;
        foreach (var job in soak.Jobs.Values)
        {
            succeeded += await soak.DocumentAsync(job) is { Status: JobStatus.Succeeded } ? 1 : 0;
        }

        if (ledger != succeeded)
        {
            _violations.Add($"{ledger} ledger records for {succeeded} videos");
        }

        return _violations;
    }

    private async Task CheckAsync(string key, string job)
    {
        if (_posts[key].Count() > 1 || _tasks[key].Count() > 1)
        {
            _violations.Add($"{job}: {_posts[key].Count()} submits, {_tasks[key].Count()} tasks");
        }

        var isOpen = await soak.Blobs.ExistsAsync(BlobPaths.Open(job, 1), CancellationToken.None);
        var record = (await soak.Blobs.ReadAsync<SubmissionRecord>(BlobPaths.Submission(job, 1), CancellationToken.None))?.Value;
        switch (await soak.DocumentAsync(job))
        {
            case { Status: JobStatus.Succeeded } document when !isOpen && record?.TaskId == document.ProviderTaskId:
                await CheckVideoAsync(key, document, record!);
                break;

            // The one thing that nobody can know: the app died between its word that it sends and the answer.
            case { Status: JobStatus.Ambiguous } when isOpen && record?.State == SubmissionState.Ambiguous:
                break;
            case var other:
                _violations.Add($"{job}: {other?.Status.ToString() ?? "no document"} {other?.Error?.Code}, submit {record?.State}, open {isOpen}");
                break;
        }
    }

    private async Task CheckVideoAsync(string key, JobDocument document, SubmissionRecord record)
    {
        var task = _tasks[key].Single().GetProperty("id").GetString();
        var blob = (await soak.Blobs.Videos.GetBlobClient(BlobPaths.Video(document.Id, 1)).DownloadContentAsync()).Value;
        var theirs = await soak.Http.GetByteArrayAsync(new Uri($"{soak.SimulatorUrl}/assets/{task}/video.mp4"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(theirs));
        if (Convert.ToHexStringLower(SHA256.HashData(blob.Content)) != hash || document.Output!.Video!.Sha256 != hash)
        {
            _violations.Add($"{document.Id}: the stored video is not the reseller's");
        }

        var ledger = (await soak.Blobs.ReadAsync<LedgerRecord>(
            BlobPaths.Usage(record.SubmittedAt, document.Id, 1), CancellationToken.None))?.Value;
        if (task != record.TaskId || ledger?.TaskId != task || ledger?.Bill?.AmountUsd != document.Quote!.AmountUsd)
        {
            _violations.Add($"{document.Id}: task {task}, record {record.TaskId}, ledger {ledger?.TaskId} {ledger?.Bill?.AmountUsd}");
        }
    }

    private async Task<ILookup<string, JsonElement>> JournalAsync(string what)
    {
        var entries = await soak.Http.GetFromJsonAsync<JsonElement[]>($"{soak.SimulatorUrl}/admin/{what}?limit=1000000");
        return entries!.ToLookup(entry => entry.GetProperty("prompt").GetString()!);
    }
}
