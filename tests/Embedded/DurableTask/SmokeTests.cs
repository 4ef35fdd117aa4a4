using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

public sealed class SmokeTests
{
    [Theory]
    [InlineData(Memory.Kept)]
    [InlineData(Memory.Replayed)]
    public async Task Orchestration_runs_everything_together(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry
                .AddOrchestratorFunc<int, string>("Main", async (context, input) =>
                {
                    var doubled = await context.CallActivityAsync<int>("Double", input);
                    await context.CreateTimer(TimeSpan.FromHours(100), CancellationToken.None);
                    var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("Double", i)));
                    var child = await context.CallSubOrchestratorAsync<string>("Child", "x");
                    context.SetCustomStatus("waiting");
                    var word = await context.WaitForExternalEvent<string>("word");
                    return $"{doubled}:{all.Sum()}:{child}:{word}";
                })
                .AddOrchestratorFunc<string, string>("Child", async (context, input) =>
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    return input + context.Parent!.Name;
                })
                .AddActivityFunc<int, int>("Double", (_, input) => input * 2),
            memory);
        var id = await fixture.StartInstanceAsync("Main", 21);
        await fixture.PassTimeAsync();
        Assert.Equal("waiting", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());

        await fixture.Client.RaiseEventAsync(id, "WORD", "hello");
        var result = await fixture.CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal("42:20:xMain:hello", result.ReadOutputAs<string>());
    }
}
