using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>
/// Runs orchestrators through the real SDK without a worker around them: for what asks thousands of turns and nothing of the app's
/// bindings.
/// </summary>
internal sealed class OrchestratorsAlone : HubWorker
{
    // As the SDK's own converter reads and writes.
    private static readonly JsonSerializerOptions s_json = new() { IncludeFields = true };

    private readonly Dictionary<string, Func<string, string>> _orchestrators = [];
    private readonly Dictionary<string, Func<string, string>> _activities = [];

    public OrchestratorsAlone Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run)
    {
        _orchestrators[name] = request => GrpcOrchestrationRunner.LoadAndRun<TInput, TOutput>(
            request, async (context, input) => await run(context, input!));
        return this;
    }

    public OrchestratorsAlone Activity<TInput, TOutput>(string name, Func<TInput, TOutput> run)
    {
        _activities[name] = input => JsonSerializer.Serialize(run(JsonSerializer.Deserialize<TInput[]>(input, s_json)![0]), s_json);
        return this;
    }

    /// <summary>Runs one orchestration to its end; the clock stands still.</summary>
    public async Task<TOutput> RunAsync<TInput, TOutput>(string name, TInput input, TimeSpan patience)
    {
        var hub = new TaskHub(new VirtualTime());
        lock (hub.Gate)
        {
            hub.Create(new ExecutionStartedEvent { Name = name, Input = JsonSerializer.Serialize(input, s_json) }, "alone", null);
        }

        var life = new HubLife(hub, this, _ => ValueTask.CompletedTask);
        await life.WhenIdleAsync().WaitAsync(patience);
        var ended = hub.Instances["alone"];
        Assert.Equal(OrchestrationStatus.Completed, ended.Status);
        return JsonSerializer.Deserialize<TOutput>(ended.Output!, s_json)!;
    }

    public override Task<HubAnswer> RunOrchestratorAsync(string function, string instanceId, string request) =>
        Task.FromResult(new HubAnswer(_orchestrators[function](request)));

    public override Task<HubAnswer> RunActivityAsync(string function, string instanceId, string? input) =>
        Task.FromResult(new HubAnswer(_activities[function](input!)));
}
