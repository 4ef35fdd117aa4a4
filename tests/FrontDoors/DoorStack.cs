using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using VideoPipeline.EndToEnd.Tests;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator;
using VideoPipeline.Support;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>The app on LocalHost in front of the simulated resellers, and another one whose resellers are the first one's doors. In real time.</summary>
public sealed class DoorStack : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly List<DirectoryInfo> _folders = [];
    private readonly List<AppProcess> _apps = [];
    private readonly Lazy<Task<HttpClient>> _outer;

    private WebApplication _simulator = null!;

    public DoorStack() => _outer = new Lazy<Task<HttpClient>>(StartOuterAsync);

    /// <summary>The app whose doors are open.</summary>
    internal HttpClient Inner { get; private set; } = null!;

    /// <summary>The app that buys at the first one.</summary>
    internal Task<HttpClient> Outer => _outer.Value;

    internal string Origin => Inner.BaseAddress!.GetLeftPart(UriPartial.Authority);

    internal string SimulatorUrl => _simulator.Urls.Single();

    public async Task InitializeAsync()
    {
        _simulator = SimulatorApp.Build(
            ["--urls=http://127.0.0.1:0", "--Simulator:GenerationSeconds=0.5", "--Simulator:QueueSeconds=0"]);
        await _simulator.StartAsync();
        Inner = await StartAsync(new()
        {
            ["gogogotoken"] = $"{SimulatorUrl}/gogogotoken/v1",
            ["seedanceapi"] = $"{SimulatorUrl}/seedanceapi/v2",
            ["tokenhub"] = $"{SimulatorUrl}/tokenhub/api/v1",
            ["tokenlab"] = $"{SimulatorUrl}/v1",
        });
    }

    /// <summary>A job of an app when it has ended.</summary>
    internal static async Task<JobDocument> EndOfAsync(HttpClient app, string jobId)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var job = await app.GetFromJsonAsync<JobDocument>($"/api/videos/{jobId}", Json.Options, patience.Token);
            if (job!.Status.IsSettledOrParked)
            {
                return job;
            }

            // Another process: there is nothing to wait for but the clock.
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>What the resellers have billed for a prompt.</summary>
    internal async Task<decimal> BilledAsync(string prompt)
    {
        using var http = new HttpClient();
        var tasks = await http.GetFromJsonAsync<JsonElement>($"{SimulatorUrl}/admin/tasks?limit=100&prompt={Uri.EscapeDataString(prompt)}");
        return Assert.Single(tasks.EnumerateArray()).GetProperty("billed_amount").GetDecimal();
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await _simulator.DisposeAsync();
        foreach (var folder in _folders)
        {
            folder.Delete(recursive: true);
        }
    }

    private Task<HttpClient> StartOuterAsync() => StartAsync(new()
    {
        ["gogogotoken"] = $"{Origin}/v1",
        ["seedanceapi"] = $"{Origin}/v2",
        ["tokenhub"] = $"{Origin}/api/v1",
        ["tokenlab"] = $"{Origin}/v1",
    });

    private async Task<HttpClient> StartAsync(Dictionary<string, string> resellers)
    {
        var folder = Directory.CreateTempSubdirectory("doors-");
        _folders.Add(folder);
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = await AzuriteFixture.NewAccountAsync(),
            [Stack.DataDirectory] = folder.FullName,
            ["LocalHost__StartAzurite"] = "false",
            ["LocalHost__StartServiceBus"] = "false",
            ["ServiceBus"] = "",
            ["Assets__AllowPrivateNetworks"] = "true",
            ["Polling__FirstLook"] = "00:00:00.5",
            ["Polling__MaxInterval"] = "00:00:00.5",
        };
        foreach (var (name, address) in resellers)
        {
            settings[$"Providers__{name}__BaseUrl"] = address;
            settings[$"Providers__{name}__ApiKey"] = "th-your-api-key";
        }

        var app = await AppProcess.StartAsync(settings);
        _apps.Add(app);
        return app.Http;
    }
}

/// <summary>The tests that share the processes.</summary>
[CollectionDefinition(Name)]
public sealed class DoorStackCollection : ICollectionFixture<DoorStack>
{
    public const string Name = "processes";
}
