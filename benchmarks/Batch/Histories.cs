using System.Text.Json;
using VideoPipeline.Batches;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// The histories of a batch's lanes, its longest, as the durable management API tells them: without the events of scheduling, which it
/// joins to those of completion.
/// </summary>
internal sealed class Histories(ChildProcess app, string batch)
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    // Each costs the app a read of a whole history.
    private const int LanesPerLook = 4;

    private int _looks;

    /// <summary>How many events the longest had of those that were looked at.</summary>
    public int Largest { get; private set; }

    public async Task LookAsync()
    {
        var running = await app.GetAsync($"{Instances}?instanceIdPrefix={BatchIds.LanePrefix(batch, 0)}&runtimeStatus=Running&top=100");
        string[] lanes = [.. running.EnumerateArray().Select(lane => lane.GetProperty("instanceId").GetString()!)];
        for (var look = 0; look < Math.Min(LanesPerLook, lanes.Length); look++)
        {
            var lane = await app.GetAsync($"{Instances}/{lanes[_looks++ % lanes.Length]}?showHistory=true");
            Largest = Math.Max(Largest, EventsOf(lane));
        }
    }

    private static int EventsOf(JsonElement instance) =>
        instance.TryGetProperty("historyEvents", out var events) && events.ValueKind == JsonValueKind.Array ? events.GetArrayLength() : 0;
}
