using System.Net.Http.Json;
using System.Text.Json;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>What the resellers have seen and billed, and the faults that they are asked for.</summary>
internal sealed class SimulatorClient(string url)
{
    private static readonly HttpClient s_http = new();

    /// <summary>How many tasks with this in their prompt were accepted.</summary>
    public async Task<int> AcceptedAsync(string prompt) =>
        (await s_http.GetFromJsonAsync<JsonElement>($"{url}/admin/tasks?limit=100000&prompt={Uri.EscapeDataString(prompt)}")).GetArrayLength();

    /// <summary>How many submits with this in their prompt arrived, taken or not.</summary>
    public async Task<int> ReceivedAsync(string prompt) =>
        (await s_http.GetFromJsonAsync<JsonElement>($"{url}/admin/submissions?limit=100000&prompt={Uri.EscapeDataString(prompt)}")).GetArrayLength();

    public async Task<JsonElement> TasksAsync(string prompt) =>
        await s_http.GetFromJsonAsync<JsonElement>($"{url}/admin/tasks?limit=100000&prompt={Uri.EscapeDataString(prompt)}");

    /// <summary>Every submit with this in its prompt, as it arrived.</summary>
    public async Task<JsonElement> SubmissionsAsync(string prompt) =>
        await s_http.GetFromJsonAsync<JsonElement>($"{url}/admin/submissions?limit=100000&prompt={Uri.EscapeDataString(prompt)}");

    public async Task<JsonElement> StatsAsync() => await s_http.GetFromJsonAsync<JsonElement>($"{url}/admin/stats");

    public async Task AddFaultAsync(string fault, string? match = null, string? dialect = null, int? count = null)
    {
        using var response = await s_http.PostAsJsonAsync($"{url}/admin/faults", new { fault, match, dialect, count });
        response.EnsureSuccessStatusCode();
    }
}
