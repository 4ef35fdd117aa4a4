using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator;
using VideoPipeline.Support;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Azurite, the resellers and the app, on free ports and in real time.</summary>
internal sealed class Stack : IAsyncDisposable
{
    public const string DataDirectory = "LocalHost__DataDirectory";

    // tokenlab's poll_url is relative to the origin, so the simulator serves it at its root.
    private static readonly (string Name, string Prefix)[] s_others =
        [("gogogotoken", "gogogotoken/v1"), ("seedanceapi", "seedanceapi/v2"), ("tokenlab", "v1")];

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _simulator;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("videos-e2e-");
    private readonly string _storage;
    private readonly TimeSpan _postTimeout;
    private readonly (string Name, string Value)[] _settings;

    private Stack(WebApplication simulator, string storage, TimeSpan postTimeout, (string Name, string Value)[] settings)
    {
        _settings = settings;
        _simulator = simulator;
        _storage = storage;
        _postTimeout = postTimeout;
        Blobs = new BlobServiceClient(storage, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));
    }

    public BlobServiceClient Blobs { get; }

    public AppProcess App { get; private set; } = null!;

    /// <summary>The broker that the host runs; empty where none was asked for.</summary>
    public string ServiceBus { get; private init; } = "";

    private bool EveryReseller { get; init; }

    public string SimulatorUrl => _simulator.Urls.Single();

    /// <param name="postTimeout">How long a submit may take, and so how long a killed one is waited for. Long by default: a busy machine is no fault.</param>
    /// <param name="everyReseller">All four, not tokenhub alone.</param>
    /// <param name="settings">Of the app and the simulator alike.</param>
    public static async Task<Stack> StartAsync(
        double generationSeconds = 1, TimeSpan? postTimeout = null, bool serviceBus = false, bool everyReseller = false,
        params (string Name, string Value)[] settings)
    {
        var simulator = SimulatorApp.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Simulator:GenerationSeconds={generationSeconds}", "--Simulator:QueueSeconds=0",
            .. settings.Select(setting => $"--{setting.Name}={setting.Value}"),
        ]);
        await simulator.StartAsync();
        var stack = new Stack(simulator, await AzuriteFixture.NewAccountAsync(), postTimeout ?? TimeSpan.FromMinutes(1), settings)
        {
            ServiceBus = serviceBus
                ? $"Endpoint=sb://127.0.0.1:{FreePort.Next()};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;"
                : "",
            EveryReseller = everyReseller,
        };
        stack.App = await AppProcess.StartAsync(stack.Settings());
        return stack;
    }

    public Dictionary<string, string> Settings()
    {
        var settings = Usual();
        foreach (var (name, prefix) in EveryReseller ? s_others : [])
        {
            settings[$"Providers__{name}__BaseUrl"] = $"{SimulatorUrl}/{prefix}";
            settings[$"Providers__{name}__ApiKey"] = "test";
        }

        return settings;
    }

    private Dictionary<string, string> Usual() => new(_settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
    {
        ["AzureWebJobsStorage"] = _storage,
        [DataDirectory] = _data.FullName,
        ["LocalHost__StartAzurite"] = "false",
        ["ServiceBus"] = ServiceBus,
        ["Providers__tokenhub__BaseUrl"] = $"{SimulatorUrl}/tokenhub/api/v1",
        ["Providers__tokenhub__ApiKey"] = "test",
        ["Assets__AllowPrivateNetworks"] = "true",
        ["Polling__FirstLook"] = "00:00:00.5",
        ["Polling__MaxInterval"] = "00:00:00.5",
        ["Submissions__PostTimeout"] = _postTimeout.ToString("c"),
        ["Submissions__SendWindow"] = "00:00:01",
        ["Submissions__ClockSkew"] = "00:00:01",
        ["Submissions__AmbiguousWindow"] = "00:00:01",
    };

    public async Task<JobDocument> SubmitAsync(string prompt, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/videos")
        {
            Content = JsonContent.Create(new { provider = "tokenhub", prompt, duration = 5, resolution = "720p" }),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await App.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JobDocument>(text, Json.Options)!;
    }

    public async Task<JobDocument> EndOfAsync(string jobId)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var job = await App.Http.GetFromJsonAsync<JobDocument>($"/api/videos/{jobId}", Json.Options, patience.Token);
            if (job!.Status.IsSettledOrParked)
            {
                return job;
            }

            // Another process: there is nothing to wait for but the clock.
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>How many POSTs with this prompt reached the reseller.</summary>
    public async Task<int> SubmissionsAsync(string prompt)
    {
        using var http = new HttpClient();
        var journal = await http.GetFromJsonAsync<JsonElement>(
            $"{SimulatorUrl}/admin/submissions?limit=100000&prompt={Uri.EscapeDataString(prompt)}");
        return journal.GetArrayLength();
    }

    /// <summary>The prompts of the POSTs that reached the reseller and begin so.</summary>
    public async Task<IReadOnlyList<string>> SubmittedPromptsAsync(string start)
    {
        using var http = new HttpClient();
        var journal = await http.GetFromJsonAsync<JsonElement>($"{SimulatorUrl}/admin/submissions?limit=100000&prompt={Uri.EscapeDataString(start)}");
        return [.. journal.EnumerateArray().Select(submission => submission.GetProperty("prompt").GetString()!)];
    }

    public async Task<int> CountAsync(string container, string prefix, string contains)
    {
        var count = 0;
        await foreach (var blob in Blobs.GetBlobContainerClient(container).GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }))
        {
            count += blob.Name.Contains(contains, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Ends all of it in order, so that whatever is still held back is sent.</summary>
    public async Task StopAsync()
    {
        await App.TerminateAsync();
        await _simulator.StopAsync();
        await _simulator.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
