using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// Many jobs in virtual time under random faults: resellers that misbehave, a process that dies and is started again, cancels,
/// operators' answers, forged callbacks. What is chosen follows from the seed.
/// </summary>
internal sealed class Simulation(int seed, int count) : IAsyncDisposable
{
    private const int Wave = 250;
    private const int StepsPerJob = 25;
    private const double Duplicates = 0.02;

    // What is due within so much happens in one go; less than the app gives a look, or its call would seem to take too long.
    private static readonly TimeSpan s_quantum = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(4);

    private static readonly (string Name, string Value)[] s_settings =
    [
        ("Callbacks:PublicBaseUrl", "http://callbacks.example"),
        ("Callbacks:SigningKeys:0", "first"),
        ("Polling:Deadline", "00:20:00"),
        ("Submissions:AmbiguousWindow", "00:05:00"),
    ];

    private readonly Random _random = new(seed);
    private readonly List<SimulatedJob> _jobs = [];
    private CrashWorld? _world;
    private InMemoryBlobs? _account;
    private TaskHub? _hub;
    private HostLife? _life;
    private int _lives;
    private PipelineHost? _host;

    public int Seed => seed;

    /// <summary>Told of all that is committed.</summary>
    public Action<string, IReadOnlyList<HistoryEvent>>? Committed { get; init; }

    public IReadOnlyList<SimulatedJob> Jobs => _jobs;

    public CrashWorld World => _world!;

    public PipelineHost Host => _host!;

    public BlobStore Blobs => new(_account!);

    public int Crashes { get; private set; }

    public int Cancels { get; private set; }

    public int Forgeries { get; private set; }

    public int Answers { get; private set; }

    public async Task RunAsync()
    {
        _world = await CrashWorld.CreateAsync(seed);
        _account = new InMemoryBlobs(_world.World.Time);
        _hub = new TaskHub(_world.World.Time) { Order = new HubOrder(new Random(seed), Duplicates), Committed = Committed };
        await Blobs.CreateContainersAsync(CancellationToken.None);
        await StartAsync(mortal: true);
        while (_jobs.Count < count)
        {
            var wave = Enumerable.Range(_jobs.Count, Math.Min(Wave, count - _jobs.Count))
                .Select(number => SimulatedJob.Next(seed, number, _random)).ToList();
            _jobs.AddRange(wave);
            await AdmitAsync(wave);
            for (var step = 0; step < 4; step++)
            {
                await StepAsync();
                await MeddleAsync();
            }
        }

        await UntilEndedAsync();
        await AnswerAsync();
        await LetPassAsync(s_longest);
        await StopAsync();
        await StartAsync(mortal: false);
        await LetPassAsync(TimeSpan.FromMinutes(30));
        foreach (var job in _jobs)
        {
            job.Document = await DocumentAsync(job);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    private async Task AdmitAsync(IReadOnlyList<SimulatedJob> wave)
    {
        while (wave.Where(job => job.Id.Length == 0).ToList() is { Count: > 0 } left)
        {
            await ReviveAsync();
            foreach (var job in left.TakeWhile(_ => !_life!.IsDead))
            {
                await AdmitAsync(job);
            }
        }
    }

    // A client that gets no answer asks again with the same key.
    private async Task AdmitAsync(SimulatedJob job)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { provider = job.Provider, prompt = job.Prompt, duration = 5, resolution = "720p" }, Json.Options);
        try
        {
            var rules = Host.Services.GetRequiredService<RequestRules>();
            var reading = await VideoRequestReader.ReadAsync(new MemoryStream(body), null, rules, CancellationToken.None);
            await ActAsync(async () =>
            {
                var start = await Host.Services.GetRequiredService<VideoStarts>()
                    .StartAsync(new Admission(reading.Request!, reading.InlineInputs, job.Prompt), Host.Durable, CancellationToken.None);
                job.Id = ((VideoStart.Started)start).Job.Job;
            });
        }
        catch (Exception) when (_life!.IsDead)
        {
            // Again, then, at the next process.
        }
    }

    // People and strangers, while the jobs run.
    private async Task MeddleAsync()
    {
        for (var cancels = _random.Next(4); cancels > 0; cancels--)
        {
            await TryAsync(http => http.DeleteAsync(new Uri($"/api/videos/{_jobs[_random.Next(_jobs.Count)].Id}", UriKind.Relative)));
            Cancels++;
        }

        for (var forgeries = _random.Next(4); forgeries > 0; forgeries--)
        {
            var (path, body) = Forgery(_jobs[_random.Next(_jobs.Count)], _jobs[_random.Next(_jobs.Count)]);
            await TryAsync(http => http.PostAsync(path, new StringContent(body)));
            Forgeries++;
        }
    }

    private (Uri Path, string Body) Forgery(SimulatedJob job, SimulatedJob other)
    {
        var urls = Host.Services.GetRequiredService<CallbackUrls>();
        var genuine = new Uri(urls.For("seedanceapi", job.Id, 1)!);
        var foreign = World.Tasks(other.Prompt) is [var task, ..] ? task.Id : "n0000";
        return _random.Next(4) switch
        {
            0 => (new Uri(genuine.PathAndQuery, UriKind.Relative), $$$"""{"data":{"task_id":"{{{foreign}}}","status":"SUCCESS"}}"""),
            1 => (new Uri(genuine.PathAndQuery.Replace(job.Id, other.Id, StringComparison.Ordinal), UriKind.Relative), "{}"),
            2 => (new Uri(genuine.PathAndQuery, UriKind.Relative), "not JSON"),
            _ => (new Uri($"/api/callbacks/seedanceapi/{job.Id}/1?sig=00", UriKind.Relative), $$"""{"task_id":"{{foreign}}"}"""),
        };
    }

    private async Task TryAsync(Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        var crashes = Crashes;
        try
        {
            await ActAsync(async () =>
            {
                using var response = await send(Host.Http);
            });
        }
        catch (Exception) when (_life!.IsDead || Crashes != crashes)
        {
            // Nobody was there to hear it.
        }
    }

    // What somebody does may wait for a provider, and that for the clock.
    private async Task ActAsync(Func<Task> act)
    {
        var isOver = false;
        var acting = World.World.Actors.RunAsync("somebody", async () =>
        {
            try
            {
                await act();
            }
            finally
            {
                isOver = true;
            }
        });
        await World.World.Actors.WhenStillAsync();
        while (!isOver)
        {
            await StepAsync();
        }

        await acting;
    }

    // Operators see to what is ambiguous: rightly, wrongly or not at all.
    private async Task AnswerAsync()
    {
        foreach (var job in _jobs)
        {
            if (await DocumentAsync(job) is not { Status: JobStatus.Ambiguous } || _random.Next(5) == 0)
            {
                continue;
            }

            object answer = (_random.Next(3), World.Tasks(job.Prompt) is [.., var last] ? last : null) switch
            {
                (0, _) => new { action = "abandon" },
                (1, { } task) => new { task_id = task.Id },
                _ => new { action = "resubmit" },
            };
            await TryAsync(_ => Host.PostAsync($"/api/videos/{job.Id}/resolve", answer, ("x-operator-key", PipelineHost.OperatorKey)));
            Answers++;
            await ReviveAsync();
        }
    }

    private async Task UntilEndedAsync()
    {
        var left = _jobs.ToList();
        var deadline = World.World.Time.GetUtcNow() + s_longest;
        for (var step = 1; left.Count > 0; step++)
        {
            await StepAsync();
            if (step % 8 == 0)
            {
                left = await StillRunningAsync(left);
                if (World.World.Time.GetUtcNow() > deadline)
                {
                    return;
                }
            }
        }
    }

    private async Task<List<SimulatedJob>> StillRunningAsync(List<SimulatedJob> jobs)
    {
        var running = new List<SimulatedJob>();
        foreach (var job in jobs)
        {
            if (await DocumentAsync(job) is not { Status.IsSettledOrParked: true })
            {
                running.Add(job);
            }
        }

        return running;
    }

    private async Task LetPassAsync(TimeSpan time)
    {
        for (var until = World.World.Time.GetUtcNow() + time; World.World.Time.GetUtcNow() < until;)
        {
            await StepAsync();
        }
    }

    private async Task StepAsync()
    {
        await ReviveAsync();
        var time = World.World.Time;
        await World.SettleAsync(Host.Engine);
        var until = time.GetUtcNow() + s_quantum;
        until = time.NextTimerDue is { } due && due > until ? due : until;
        while (!_life!.IsDead && time.FireNext(until))
        {
            await World.SettleAsync(Host.Engine);
        }
    }

    private async Task ReviveAsync()
    {
        if (_life!.IsDead)
        {
            Crashes++;
            await StopAsync();
            await StartAsync(mortal: true);
        }
    }

    private async Task StartAsync(bool mortal)
    {
        _life = new HostLife(new Fate(mortal ? NextCrash() : null), World.Traffic, (seed * 1000) + ++_lives);
        _host = await _life.StartAsync(World.World, _account!, _hub!, s_settings);
        World.Address = _host.Worker.CreateHandler();
    }

    private CrashPoint NextCrash()
    {
        var strike = _random.Next(2) == 0 ? Strike.DieBefore : Strike.DieAfter;
        var (kind, share) = _random.Next(3) switch
        {
            0 => (StepKind.Commit, 20),
            1 => (StepKind.BlobWrite, 2),
            _ => (StepKind.HttpCall, 3),
        };
        return new CrashPoint(kind, strike, 1 + _random.Next(Math.Max(1, 2 * Wave * StepsPerJob / share / 2)));
    }

    private async Task StopAsync()
    {
        World.Address = null;
        _life?.Die();
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
            await World.World.Actors.WhenStillAsync();
        }
    }

    private async Task<JobDocument?> DocumentAsync(SimulatedJob job) =>
        (await Blobs.ReadAsync<JobDocument>(BlobPaths.JobDocument(job.Id), CancellationToken.None))?.Value;
}
