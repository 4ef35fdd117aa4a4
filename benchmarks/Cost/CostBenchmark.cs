using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Spectre.Console;
using VideoPipeline.Benchmarks.Batch;
using VideoPipeline.Benchmarks.Engine;
using VideoPipeline.Support;

namespace VideoPipeline.Benchmarks.Cost;

/// <summary>
/// What a job asks of storage on the backend that Azure has: every request to blobs, queues and tables, less what an idle host asks for in the
/// same time. The schedule of looks and the queue polling are those of host.json and the app's defaults.
/// </summary>
internal static class CostBenchmark
{
    private const string Settled = "blob DELETE pipeline/open";

    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(int jobs, double generation)
    {
        using var data = new TemporaryDirectory();
        await using var azurite = await AzuriteServices.StartAsync();
        await using var simulator = await ChildProcess.StartAsync("Simulator", new Dictionary<string, string>
        {
            ["Simulator__GenerationSeconds"] = generation.ToString(CultureInfo.InvariantCulture),
            ["Simulator__QueueSeconds"] = "0",
        });
        await using var app = await StartAsync(azurite, simulator, data);
        await RunJobsAsync(app, azurite, 1, "tokenhub");
        azurite.Log.Take();

        var polled = await RunJobsAsync(app, azurite, jobs, "tokenhub");
        var called = await RunJobsAsync(app, azurite, jobs, "seedanceapi");
        await Task.Delay(polled.Elapsed);
        var idle = new Counted(azurite.Log.Take(), polled.Elapsed, []);
        var states = await StatesAsync(app, [.. polled.Jobs, .. called.Jobs]);
        Show(jobs, generation, polled, called, idle);
        Console.WriteLine($"Jobs: {states}");
        return states == $"{2 * jobs} succeeded" ? 0 : 1;
    }

    private static Task<ChildProcess> StartAsync(AzuriteServices azurite, ChildProcess simulator, TemporaryDirectory data)
    {
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        return ChildProcess.StartAsync(
            "LocalHost",
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = url,
                ["AzureWebJobsStorage"] = azurite.ConnectionString,
                [ChildProcess.DataDirectory] = data.Sub("app"),
                ["LocalHost__DurableBackend"] = "azureStorage",
                ["LocalHost__StartAzurite"] = "false",
                ["LocalHost__StartServiceBus"] = "false",
                ["ServiceBus"] = "",

                // As on Azure, where LocalHost itself would look more often.
                ["AzureFunctionsJobHost__extensions__durableTask__storageProvider__maxQueuePollingInterval"] = "00:00:10",
                ["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"] = "16",
                ["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentOrchestratorFunctions"] = "16",
                ["Providers__tokenhub__BaseUrl"] = $"{simulator.Address}tokenhub/api/v1",
                ["Providers__tokenhub__ApiKey"] = "cost",
                ["Providers__seedanceapi__BaseUrl"] = $"{simulator.Address}seedanceapi/v2",
                ["Providers__seedanceapi__ApiKey"] = "cost",
                ["Callbacks__PublicBaseUrl"] = url,
                ["Callbacks__SigningKeys__0"] = "cost",
                ["Assets__AllowPrivateNetworks"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
            },
            "--app",
            ChildProcess.OutputOf("Functions"));
    }

    // How far they are is read from the log: to ask the app would cost requests.
    private static async Task<Counted> RunJobsAsync(ChildProcess app, AzuriteServices azurite, int jobs, string provider)
    {
        var watch = Stopwatch.StartNew();
        var ids = new List<string>();
        for (var job = 0; job < jobs; job++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/videos", UriKind.Relative))
            {
                Content = JsonContent.Create(new { provider, prompt = $"cost {provider} {job}", duration = 5, resolution = "720p" }),
            };
            request.Headers.Add("Idempotency-Key", $"{provider}-{jobs}-{job}");
            using var answer = await app.Http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            ids.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        while (azurite.Log.Count(Settled) < jobs)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await Task.Delay(s_after);
        return new Counted(azurite.Log.Take(), watch.Elapsed, ids);
    }

    private static async Task<string> StatesAsync(ChildProcess app, IReadOnlyList<string> ids)
    {
        var states = new List<string>();
        foreach (var id in ids)
        {
            states.Add((await app.GetAsync($"/api/videos/{id}")).GetProperty("status").GetString()!);
        }

        return string.Join(", ", states.CountBy(state => state).Select(count => $"{count.Value} {count.Key}"));
    }

    private static void Show(int jobs, double generation, Counted polled, Counted called, Counted idle)
    {
        var table = new Table().AddColumns("Request", "a polled job", "a callback job", "idle, an hour");
        table.Title = new TableTitle(string.Create(
            CultureInfo.InvariantCulture, $"Storage requests, {jobs} jobs of {generation} s at once, less an idle host's in {polled.Elapsed.TotalSeconds:N0} s"));
        foreach (var service in (string[])["blob", "queue", "table"])
        {
            foreach (var kind in polled.Requests.Keys.Union(called.Requests.Keys).Union(idle.Requests.Keys).Where(kind => kind.StartsWith(service, StringComparison.Ordinal)).Order())
            {
                table.AddRow(kind, PerJob(polled, kind.Equals), PerJob(called, kind.Equals), PerHour(kind.Equals));
            }

            table.AddRow($"{service}, all", PerJob(polled, Of), PerJob(called, Of), PerHour(Of));
            bool Of(string kind) => kind.StartsWith(service, StringComparison.Ordinal);
        }

        table.AddRow("all", PerJob(polled, _ => true), PerJob(called, _ => true), PerHour(_ => true));
        AnsiConsole.Write(table);

        string PerJob(Counted run, Func<string, bool> which) =>
            ((run.Sum(which) - (idle.Sum(which) * run.Elapsed / idle.Elapsed)) / jobs).ToString("N1", CultureInfo.InvariantCulture);
        string PerHour(Func<string, bool> which) => (idle.Sum(which) * (TimeSpan.FromHours(1) / idle.Elapsed)).ToString("N0", CultureInfo.InvariantCulture);
    }

    private sealed record Counted(Dictionary<string, int> Requests, TimeSpan Elapsed, IReadOnlyList<string> Jobs)
    {
        public double Sum(Func<string, bool> which) => Requests.Where(count => which(count.Key)).Sum(count => count.Value);
    }
}
