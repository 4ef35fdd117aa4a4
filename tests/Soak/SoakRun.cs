using System.Globalization;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using VideoPipeline.Benchmarks.Engine;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Soak;

/// <summary>Azurite, the simulator and the app on its host as processes; jobs over HTTP; host and worker killed at random moments.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private static readonly string[] s_dialects = ["gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Random _random;
    private Task _killing = Task.CompletedTask;
    private readonly string _storage;
    private readonly AzuriteServices? _services;
    private readonly List<SoakHost> _hosts;
    private readonly List<SoakHost> _lost = [];
    private readonly int _simulatorPort = FreePort.Next();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ChildProcess _simulator;

    private SoakRun(int seed, string storage, AzuriteServices? services, int hosts)
    {
        Seed = seed;
        _services = services;
        _hosts = [.. Enumerable.Range(0, hosts).Select(_ => new SoakHost(Settings))];
        _random = new Random(seed);
        _storage = storage;
        Blobs = new BlobStore(new BlobServiceClient(storage, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03)));
        _simulator = ChildProcess.Start("Simulator", [
            ("ASPNETCORE_URLS", SimulatorUrl), ("Simulator__QueueSeconds", "0.3"), ("Simulator__GenerationSeconds", "2")]);
    }

    public int Seed { get; }

    public BlobStore Blobs { get; }

    public HttpClient Http => _http;

    public string SimulatorUrl => $"http://127.0.0.1:{_simulatorPort}";

    public int Kills { get; private set; }

    /// <summary>Idempotency keys (which are prompts too) and the ids of their jobs.</summary>
    public Dictionary<string, string> Jobs { get; } = [];

    public string Outcomes { get; private set; } = "";

    /// <param name="seed">Decides when what is killed.</param>
    /// <param name="azureStorage">The framework's Azure Storage backend over Azurite in place of SQLite.</param>
    /// <param name="hosts">How many hosts share one task hub; more than one needs Azure Storage.</param>
    public static async Task<SoakRun> StartAsync(int seed, bool azureStorage, int hosts)
    {
        var services = azureStorage ? await AzuriteServices.StartAsync() : null;
        var run = new SoakRun(seed, services?.ConnectionString ?? await AzuriteFixture.NewAccountAsync(), services, hosts);
        await run.AnswersAsync($"{run.SimulatorUrl}/admin/health", () => run._simulator);
        return run;
    }

    /// <summary>Submits the jobs, spread over the lives of the app, and waits until all are settled or parked.</summary>
    public async Task RunAsync(int jobs, int kills)
    {
        foreach (var host in _hosts)
        {
            host.Start();
        }

        using var ended = new CancellationTokenSource();
        var killing = _killing = KillAsync(kills, ended.Token);
        for (var number = 0; number < jobs; number++)
        {
            if (number == jobs / 2 && _hosts.Count > 1)
            {
                await LoseOneAsync();
            }

            await SubmitAsync($"soak {Seed} job {number:D5}", s_dialects[number % s_dialects.Length], _hosts[number % _hosts.Count]);
            while (!killing.IsCompleted && Kills < (long)kills * number / jobs)
            {
                await Task.Delay(50);
            }
        }

        await killing.WaitAsync(s_patience);
        await UntilEndedAsync();
        await ended.CancelAsync();
    }

    public async Task<JobDocument?> DocumentAsync(string job) =>
        (await Blobs.ReadAsync<JobDocument>(BlobPaths.JobDocument(job), CancellationToken.None))?.Value;

    /// <summary>How many submissions each host has sent, by the callback address in them, which one reseller of the four takes.</summary>
    public async Task<IReadOnlyList<(string Url, int Count)>> SubmissionsByHostAsync()
    {
        var bodies = (await _http.GetFromJsonAsync<JsonElement[]>($"{SimulatorUrl}/admin/submissions?limit=1000000"))!
            .Select(post => post.GetProperty("body").ToString()).ToList();
        return [.. _hosts.Concat(_lost).Select(host => (host.Url, bodies.Count(body => body.Contains(host.Url, StringComparison.Ordinal))))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Concat(_lost))
        {
            host.Dispose();
        }

        _simulator.Dispose();
        _http.Dispose();
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    // For good: the others have to finish what it had begun.
    private async Task LoseOneAsync()
    {
        var lost = _hosts[^1];
        await AnswersAsync($"{lost.Url}/api/health", () => lost.Process);
        _hosts.Remove(lost);
        _lost.Add(lost);
        await lost.Process.KillAsync();
        Console.WriteLine($"{lost.Url} is killed for good after {Jobs.Count} jobs");
    }

    // Mostly while it works, sometimes while it starts.
    private async Task KillAsync(int kills, CancellationToken cancellationToken)
    {
        while (Kills < kills)
        {
            var host = _hosts[_random.Next(_hosts.Count)];
            if (_random.Next(10) > 0)
            {
                await AnswersAsync($"{host.Url}/api/health", () => host.Process);
            }

            await Task.Delay(TimeSpan.FromSeconds(2.5 * _random.NextDouble()), cancellationToken);
            if (Kills % 2 == 0 || !host.KillWorker())
            {
                await host.Process.KillAsync();
                host.Start();
            }

            Kills++;
            if (Kills % 20 == 0 || kills <= 20)
            {
                Console.WriteLine($"{_clock.Elapsed:mm\\:ss} {Kills} kills, {Jobs.Count} jobs");
            }
        }
    }

    // A client that gets no answer asks again with the same key.
    private async Task SubmitAsync(string key, string provider, SoakHost host)
    {
        for (var until = DateTime.UtcNow + s_patience; DateTime.UtcNow < until; await Task.Delay(100))
        {
            if (_killing.IsFaulted)
            {
                await _killing;
            }

            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Url}/api/videos")
                {
                    Content = JsonContent.Create(new { provider, prompt = key, duration = 5, resolution = "720p" }),
                };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await _http.SendAsync(request);
                if (response.IsSuccessStatusCode)
                {
                    Jobs[key] = (await response.Content.ReadFromJsonAsync<JobDocument>(Json.Options))!.Id;
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Killed meanwhile.
            }
        }

        throw new TimeoutException($"Job '{key}' is not taken. {host.Process.Output}");
    }

    private async Task UntilEndedAsync()
    {
        var ended = new Dictionary<string, JobStatus>();
        for (var until = DateTime.UtcNow + s_patience; ended.Count < Jobs.Count && DateTime.UtcNow < until; await Task.Delay(500))
        {
            foreach (var job in Jobs.Values.Where(job => !ended.ContainsKey(job)).ToList())
            {
                if (await DocumentAsync(job) is { Status.IsSettledOrParked: true } document)
                {
                    ended[job] = document.Status;
                    if (ended.Count % 100 == 0 || Jobs.Count <= 100)
                    {
                        Console.WriteLine($"{_clock.Elapsed:mm\\:ss} {ended.Count} ended");
                    }
                }
            }
        }

        // What follows the document: news, and the last line of the index.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Outcomes = string.Join(", ", ended.Values.CountBy(status => status).Select(count => $"{count.Value} {count.Key}"));
    }

    private async Task AnswersAsync(string url, Func<ChildProcess> process)
    {
        for (var until = DateTime.UtcNow + s_patience; DateTime.UtcNow < until; await Task.Delay(50))
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(url));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                if (process().HasEnded)
                {
                    throw new InvalidOperationException($"It has ended by itself. {process().Output}", e);
                }
            }
        }

        throw new TimeoutException($"{url} does not answer. {process().Output}");
    }

    private IEnumerable<(string Name, string Value)> Settings(SoakHost host)
    {
        foreach (var dialect in s_dialects)
        {
            var version = dialect switch { "tokenhub" => "api/v1", "seedanceapi" => "v2", _ => "v1" };
            var prefix = dialect == "tokenlab" ? "" : dialect + "/";
            yield return ($"Providers__{dialect}__BaseUrl", $"{SimulatorUrl}/{prefix}{version}");
            yield return ($"Providers__{dialect}__ApiKey", "soak");
        }

        yield return ("ASPNETCORE_URLS", host.Url);
        yield return ("AzureWebJobsStorage", _storage);
        yield return ("LocalHost__DataDirectory", host.DataDirectory);
        yield return ("LocalHost__DurableBackend", _services is null ? "sqlite" : "azureStorage");
        yield return ("LocalHost__StartAzurite", "false");
        yield return ("LocalHost__StartServiceBus", "false");
        yield return ("ServiceBus", "");
        yield return ("Assets__AllowPrivateNetworks", "true");
        yield return ("Callbacks__PublicBaseUrl", host.Url);
        yield return ("Callbacks__SigningKeys__0", "soak");
        yield return ("Polling__FirstLook", "00:00:01");
        yield return ("Polling__MaxInterval", "00:00:02");
        yield return ("Polling__SafetyInterval", "00:00:05");
        yield return ("Submissions__PostTimeout", "00:00:05");
        yield return ("Submissions__SendWindow", "00:00:03");
        yield return ("Submissions__ClockSkew", "00:00:03");
        yield return ("Submissions__AmbiguousWindow", "00:00:10");
        yield return ("Logging__LogLevel__Default", "Warning");
    }
}
