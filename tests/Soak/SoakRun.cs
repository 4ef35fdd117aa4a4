using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Azure.Storage.Blobs;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Soak;

/// <summary>Azurite, the simulator and the app on its host as processes; jobs over HTTP; host and worker killed at random moments.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private static readonly string[] s_dialects = ["gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly Random _random;
    private readonly string _storage;
    private readonly int _appPort = FreePort.Next();
    private readonly int _simulatorPort = FreePort.Next();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("soak-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ChildProcess _simulator;
    private ChildProcess? _app;

    private SoakRun(int seed, string storage)
    {
        Seed = seed;
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

    private string AppUrl => $"http://127.0.0.1:{_appPort}";

    public static async Task<SoakRun> StartAsync(int seed)
    {
        var run = new SoakRun(seed, await AzuriteFixture.NewAccountAsync());
        await run.AnswersAsync($"{run.SimulatorUrl}/admin/health", () => run._simulator);
        return run;
    }

    /// <summary>Submits the jobs, spread over the lives of the app, and waits until all are settled or parked.</summary>
    public async Task RunAsync(int jobs, int kills)
    {
        StartApp();
        using var ended = new CancellationTokenSource();
        var killing = KillAsync(kills, ended.Token);
        for (var number = 0; number < jobs; number++)
        {
            await SubmitAsync($"soak {Seed} job {number:D5}", s_dialects[number % s_dialects.Length]);
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

    public async ValueTask DisposeAsync()
    {
        _app?.Dispose();
        _simulator.Dispose();
        _http.Dispose();
        await Task.Yield();
        _data.Delete(recursive: true);
    }

    // Mostly while it works, sometimes while it starts.
    private async Task KillAsync(int kills, CancellationToken cancellationToken)
    {
        while (Kills < kills)
        {
            if (_random.Next(10) > 0)
            {
                await AnswersAsync($"{AppUrl}/api/health", () => _app!);
            }

            await Task.Delay(TimeSpan.FromSeconds(2.5 * _random.NextDouble()), cancellationToken);
            if (_random.Next(2) == 0 || !KillWorker())
            {
                await _app!.KillAsync();
                StartApp();
            }

            Kills++;
            if (Kills % 20 == 0)
            {
                Console.WriteLine($"{Kills} kills, {Jobs.Count} jobs");
            }
        }
    }

    // Its host starts the next one. False when there is none now.
    private bool KillWorker()
    {
        try
        {
            var note = File.ReadAllText(Path.Combine(_data.FullName, "worker.pid"));
            using var worker = Process.GetProcessById(int.Parse(note.Split(' ')[0], CultureInfo.InvariantCulture));
            worker.Kill();
            return true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    private void StartApp()
    {
        _app?.Dispose();
        _app = ChildProcess.Start("LocalHost", Settings(), "--app", ChildProcess.OutputOf("Functions"));
    }

    // A client that gets no answer asks again with the same key.
    private async Task SubmitAsync(string key, string provider)
    {
        for (var until = DateTime.UtcNow + s_patience; DateTime.UtcNow < until; await Task.Delay(100))
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{AppUrl}/api/videos")
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

        throw new TimeoutException($"Job '{key}' is not taken. {_app!.Output}");
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
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !process().HasEnded)
            {
                // Not yet.
            }
        }

        throw new TimeoutException($"{url} does not answer. {process().Output}");
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        foreach (var dialect in s_dialects)
        {
            var version = dialect switch { "tokenhub" => "api/v1", "seedanceapi" => "v2", _ => "v1" };
            var prefix = dialect == "tokenlab" ? "" : dialect + "/";
            yield return ($"Providers__{dialect}__BaseUrl", $"{SimulatorUrl}/{prefix}{version}");
            yield return ($"Providers__{dialect}__ApiKey", "soak");
        }

        yield return ("ASPNETCORE_URLS", AppUrl);
        yield return ("AzureWebJobsStorage", _storage);
        yield return ("LocalHost__DataDirectory", _data.FullName);
        yield return ("LocalHost__StartAzurite", "false");
        yield return ("LocalHost__StartServiceBus", "false");
        yield return ("ServiceBus", "");
        yield return ("Assets__AllowPrivateNetworks", "true");
        yield return ("Callbacks__PublicBaseUrl", AppUrl);
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
