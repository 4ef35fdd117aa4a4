using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

/// <summary>Shortcuts for tests that need one orchestrator, named Main, and the usual activities.</summary>
internal static class Main
{
    public static Task<Fixture> StartAsync(
        Memory memory, Func<TaskOrchestrationContext, Task<object?>> code, Action<DurableTaskRegistry>? more = null) =>
        Fixture.StartAsync(registry => Register(registry, code, more), memory);

    public static Task<Fixture> StartOnFunctionsAsync(
        Memory memory, Func<TaskOrchestrationContext, Task<object?>> code, Action<DurableTaskRegistry>? more = null) =>
        Fixture.StartAsync(registry => Register(registry, code, more), memory, options =>
        {
            options.FunctionsHost = true;
            options.ReplaceRunningInstances = false;
        });

    /// <summary>Runs the code to its end, passing all its timers.</summary>
    public static async Task<OrchestrationMetadata> RunAsync(
        Memory memory, Func<TaskOrchestrationContext, Task<object?>> code, Action<DurableTaskRegistry>? more = null)
    {
        await using var fixture = await StartAsync(memory, code, more);
        return await fixture.RunAsync("Main");
    }

    public static async Task<T?> ResultAsync<T>(
        Memory memory, Func<TaskOrchestrationContext, Task<object?>> code, Action<DurableTaskRegistry>? more = null)
    {
        var result = await RunAsync(memory, code, more);
        return result.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? result.ReadOutputAs<T>()
            : throw new InvalidOperationException($"{result}");
    }

    private static void Register(
        DurableTaskRegistry registry, Func<TaskOrchestrationContext, Task<object?>> code, Action<DurableTaskRegistry>? more)
    {
        registry
            .AddOrchestratorFunc("Main", code)
            .AddActivityFunc<JsonElement?, JsonElement?>("Echo", (_, input) => input)
            .AddActivityFunc<string>("Fail", Fail);
        more?.Invoke(registry);
    }

    private static void Fail(TaskActivityContext context, string message) => throw new InvalidOperationException(message);
}
