using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>One job from its request to its end, with one thing that goes wrong on the way, in a process that is started again.</summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(3);

    private readonly CrashWorld _world;
    private readonly string _provider;
    private readonly (string Name, string Value)[] _settings;
    private readonly Fate _fate;
    private readonly TaskHub _hub;
    private readonly InMemoryBlobs _account;
    private HostLife? _life;
    private PipelineHost? _host;

    public CrashRun(CrashWorld world, string provider, bool callbacks, string prompt, CrashPoint? point)
    {
        _world = world;
        _provider = provider;
        (string, string)[] reachable = [("Callbacks:PublicBaseUrl", "http://callbacks.example"), ("Callbacks:SigningKeys:0", "first")];
        _settings = [("Budget:DailyUsd", "600"), .. callbacks ? reachable : []];
        _fate = new Fate(point);
        _account = new InMemoryBlobs(world.World.Time);
        _hub = new TaskHub(world.World.Time);
        Prompt = prompt;
        Blobs = new BlobStore(_account);
    }

    public string Prompt { get; }

    /// <summary>What is stored, seen by somebody who does not die.</summary>
    public BlobStore Blobs { get; }

    public string JobId { get; private set; } = "";

    public string? Struck => _fate.Struck;

    /// <summary>How often the process had to be started again.</summary>
    public int Restarts { get; private set; }

    private PipelineHost Host => _host!;

    /// <summary>Runs until the job is settled, or parked with nobody left to answer but an operator.</summary>
    public async Task<JobDocument> RunAsync()
    {
        await Blobs.CreateContainersAsync(CancellationToken.None);
        await StartAsync(_fate);
        await AdmitAsync();
        return await UntilEndedAsync();
    }

    /// <summary>The operator's answer, and what becomes of it.</summary>
    public async Task<JobDocument> ResolveAsync(object answer)
    {
        using var response = await Host.PostAsync($"/api/videos/{JobId}/resolve", answer, ("x-operator-key", PipelineHost.OperatorKey));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());

        // A submit that has been repeated stays watched for its week; it may have been taken after all.
        JobDocument? job = null;
        await UntilAsync(async () => (job = await DocumentAsync()) is { Status: JobStatus.Succeeded }
            && await CountAsync(BlobPaths.OpenPrefix) == job.Attempts!.Count - 1
            && !await RunsAsync(JobId));
        return job!;
    }

    public async Task<JobDocument> UntilEndedAsync()
    {
        JobDocument? job = null;
        await UntilAsync(async () => (job = await EndedAsync()) is not null);
        return job!;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task AdmitAsync()
    {
        var rules = Host.Services.GetRequiredService<RequestRules>();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { provider = _provider, prompt = Prompt, duration = 5, resolution = "720p" }, Json.Options);
        var reading = await VideoRequestReader.ReadAsync(new MemoryStream(body), null, rules, CancellationToken.None);
        Assert.True(reading.Request is not null, reading.Problem?.Detail);

        // A client that gets no answer asks again with the same key.
        while (JobId.Length == 0)
        {
            try
            {
                var starts = Host.Services.GetRequiredService<VideoStarts>();
                var admission = new Admission(reading.Request!, reading.InlineInputs, Prompt);
                var start = await starts.StartAsync(admission, Host.Durable, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
                JobId = Assert.IsType<VideoStart.Started>(start).Job.Job;
            }
            catch (Exception e) when (_fate.Struck is not null && e is not Xunit.Sdk.XunitException)
            {
                await RestartIfDeadAsync();
            }
        }
    }

    // Null: there is still something that the system does by itself.
    private async Task<JobDocument?> EndedAsync()
    {
        var job = await DocumentAsync();
        if (job is not { Status.IsSettledOrParked: true } || await RunsAsync(JobId))
        {
            return null;
        }

        if (job.Status.IsParked)
        {
            return job;
        }

        return await CountAsync(BlobPaths.OpenPrefix) > 0 || await RunsAsync(FollowUpOrchestration.InstanceId(JobId, 1)) ? null : job;
    }

    private async Task<JobDocument?> DocumentAsync() =>
        (await Blobs.ReadAsync<JobDocument>(BlobPaths.JobDocument(JobId), CancellationToken.None))?.Value;

    public async Task<int> CountAsync(string prefix) =>
        await Blobs.ListAsync(prefix, CancellationToken.None).CountAsync();

    private async Task<bool> RunsAsync(string instanceId) =>
        await Host.Durable.GetInstanceAsync(instanceId, CancellationToken.None) is { IsCompleted: false };

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        var time = _world.World.Time;
        var deadline = time.GetUtcNow() + s_longest;
        while (true)
        {
            await RestartIfDeadAsync();
            await _world.SettleAsync(Host.Engine);
            if (_life!.IsDead)
            {
                continue;
            }

            if (await holds())
            {
                return;
            }

            Assert.True(time.NextTimerDue <= deadline, $"Job {JobId} does not come to an end; struck: {Struck}.");
            time.AdvanceToNextTimer();
        }
    }

    private async Task RestartIfDeadAsync()
    {
        if (_life!.IsDead)
        {
            Restarts++;
            await StopAsync();
            await StartAsync(new Fate(null));
        }
    }

    private async Task StartAsync(Fate fate)
    {
        _life = new HostLife(fate, _world.Traffic);
        _host = await _life.StartAsync(_world.World, _account, _hub, _settings);
        _world.Address = _host.Worker.CreateHandler();
    }

    private async Task StopAsync()
    {
        _world.Address = null;
        _life?.Die();
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }
}
