using System.Security.Cryptography;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Media;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>Holds the end of a simulation against what the resellers have seen and taken.</summary>
internal sealed class SimulationCheck(Simulation simulation)
{
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, decimal> _ours = [];
    private readonly Dictionary<string, decimal> _theirs = [];
    private ILookup<string?, VideoTask> _tasks = null!;
    private ILookup<string?, Submission> _posts = null!;

    public Dictionary<string, int> Outcomes { get; } = [];

    /// <summary>Ledger and resellers, per provider, in US dollars.</summary>
    public IEnumerable<string> Sums => _ours.Select(sum => $"{sum.Key} {sum.Value} / {_theirs[sum.Key]}");

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var services = simulation.World.World.SimulatorServices;
        _tasks = services.GetRequiredService<TaskStore>().All.ToLookup(task => (string?)task.Order.Prompt);
        _posts = services.GetRequiredService<Journal>().Submissions.ToLookup(post => post.Prompt);
        foreach (var job in simulation.Jobs)
        {
            await CheckAsync(job);
        }

        await CheckListAsync();
        if (_ours.Any(sum => sum.Value != _theirs[sum.Key]))
        {
            _violations.Add($"The ledger's sums differ from the resellers': {string.Join(", ", Sums)}");
        }

        return _violations;
    }

    // Whatever was lost or came twice meanwhile, the list says in the end what the job says.
    private async Task CheckListAsync()
    {
        var listed = await Listing.ReadAsync(simulation.Host);
        foreach (var job in simulation.Jobs)
        {
            if (job.Document is { } document && listed.GetValueOrDefault(job.Id) is var line && line != (document.Status, document.Provider))
            {
                Say(job, $"is {document.Status} at {document.Provider}, and listed as {line}");
            }
        }
    }

    private async Task CheckAsync(SimulatedJob job)
    {
        if (job.Document is not { Status.IsSettledOrParked: true } document)
        {
            Say(job, $"is neither settled nor parked: {job.Document?.Status.ToString() ?? "no document"}");
            return;
        }

        var outcome = document.Late ? "Late" : document.Status.ToString();
        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        var records = await RecordsAsync(job);
        CheckPosts(job, records);
        foreach (var record in records)
        {
            await CheckAsync(job, document, record);
        }
    }

    private async Task<List<SubmissionRecord>> RecordsAsync(SimulatedJob job)
    {
        var records = new List<SubmissionRecord>();
        while (await simulation.Blobs.ReadAsync<SubmissionRecord>(
            BlobPaths.Submission(job.Id, records.Count + 1), CancellationToken.None) is { } read)
        {
            records.Add(read.Value);
        }

        return records;
    }

    // One accepted task per attempt at the most, and no submit that was not proved refused is repeated.
    private void CheckPosts(SimulatedJob job, List<SubmissionRecord> records)
    {
        foreach (var posts in _posts[job.Prompt].GroupBy(post => post.Dialect))
        {
            var attempts = records.Where(record => record.Provider == posts.Key).ToList();
            if (posts.Count(post => post.Accepted) > attempts.Count)
            {
                Say(job, $"{posts.Key} accepted {posts.Count(post => post.Accepted)} tasks for {attempts.Count} attempts");
            }

            if (posts.Count() > attempts.Sum(attempt => 1 + attempt.Refusals))
            {
                Say(job, $"{posts.Key} received {posts.Count()} submits for {attempts.Count} attempts");
            }
        }
    }

    private async Task CheckAsync(SimulatedJob job, JobDocument document, SubmissionRecord record)
    {
        var open = await simulation.Blobs.ExistsAsync(BlobPaths.Open(job.Id, record.Attempt), CancellationToken.None);
        if (open)
        {
            await CheckOpenAsync(job, record);
            return;
        }

        var ledger = (await simulation.Blobs.ReadAsync<LedgerRecord>(
            BlobPaths.Usage(record.SubmittedAt, job.Id, record.Attempt), CancellationToken.None))?.Value;
        if (record.State != SubmissionState.Accepted)
        {
            if (record.State != SubmissionState.Rejected || ledger is not null)
            {
                Say(job, $"attempt {record.Attempt} is closed as {record.State}, ledger {ledger?.TaskId}");
            }

            return;
        }

        if (ledger?.TaskId != record.TaskId || _tasks[job.Prompt].SingleOrDefault(task => task.Id == record.TaskId) is not { } task)
        {
            var owner = _tasks.FirstOrDefault(tasks => tasks.Any(task => task.Id == record.TaskId))?.Key ?? "nobody";
            var posts = string.Join(", ", _posts[job.Prompt].Select(post => $"{post.Number} {post.Dialect} {post.TaskId}{post.Refused}{post.Fault}"));
            Say(job, $"attempt {record.Attempt} is closed with task {record.TaskId} of \"{owner}\" (adopted from {record.AdoptedFrom}), ledger {ledger?.TaskId}, posts {posts}");
            return;
        }

        CheckBill(job, record, ledger!, task);
        await CheckVideoAsync(job, document, record, task);
    }

    // What is open is watched.
    private async Task CheckOpenAsync(SimulatedJob job, SubmissionRecord record)
    {
        foreach (var instance in (string[])[job.Id, FollowUpOrchestration.InstanceId(job.Id, record.Attempt)])
        {
            if (await simulation.Host.Durable.GetInstanceAsync(instance) is { IsCompleted: false })
            {
                return;
            }
        }

        Say(job, $"attempt {record.Attempt} ({record.State}) is open, and nobody runs it");
    }

    private void CheckBill(SimulatedJob job, SubmissionRecord record, LedgerRecord ledger, VideoTask task)
    {
        var services = simulation.World.World.SimulatorServices;
        var dialect = services.GetServices<IDialect>().Single(dialect => dialect.Name == task.Dialect);
        var view = TaskLife.At(task, simulation.World.World.Time.GetUtcNow());
        var taken = Billing.Charged(dialect, task, view) * (task.Dialect == "seedanceapi" ? 0.01m : 1);
        var billed = ledger.Bill!.AmountUsd;
        _ours[task.Dialect] = _ours.GetValueOrDefault(task.Dialect) + billed;
        _theirs[task.Dialect] = _theirs.GetValueOrDefault(task.Dialect) + decimal.Round(taken, 6);
        if (decimal.Round(taken, 6) != billed)
        {
            Say(job, $"attempt {record.Attempt} ({ledger.Status}) is billed {billed}, {task.Dialect} takes {taken} for {view.Phase}");
        }
    }

    private async Task CheckVideoAsync(SimulatedJob job, JobDocument document, SubmissionRecord record, VideoTask task)
    {
        var phase = TaskLife.PhaseAt(task, simulation.World.World.Time.GetUtcNow());
        var attempt = document.Attempts?.SingleOrDefault(attempt => attempt.Number == record.Attempt);
        var blob = simulation.Blobs.Videos.GetBlobClient(BlobPaths.Video(job.Id, record.Attempt));
        if (!(await blob.ExistsAsync()).Value)
        {
            var honest = phase != TaskPhase.Succeeded || attempt?.Error?.Code.StartsWith("output_", StringComparison.Ordinal) == true;
            if (!honest)
            {
                Say(job, $"attempt {record.Attempt} succeeded upstream, but nothing is stored: {attempt?.Status} {attempt?.Error?.Code}");
            }

            return;
        }

        var stored = (await blob.DownloadContentAsync()).Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored.Content));
        var clip = simulation.World.World.SimulatorServices.GetRequiredService<ClipLibrary>().For(task);
        if (hash != stored.Details.Metadata["sha256"] || hash != Convert.ToHexStringLower(SHA256.HashData(clip.Video)))
        {
            Say(job, $"attempt {record.Attempt} stored other bytes than the reseller's");
        }

        if (document.Status != JobStatus.Succeeded || attempt?.Output?.Video?.Sha256 != hash)
        {
            Say(job, $"attempt {record.Attempt} is stored, but the job is {document.Status} and shows {attempt?.Output?.Video?.Sha256}");
        }
    }

    private void Say(SimulatedJob job, string violation) =>
        _violations.Add($"{job.Id} ({job.Provider}, \"{job.Prompt}\"): {violation}");
}
