using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

/// <summary>An instance ends when its code has ended and nothing that it started is open.</summary>
public sealed class CompletionTests
{
    [Theory, BothMemories]
    public async Task Unawaited_activity_keeps_the_instance_running_after_its_code_returned(Memory memory)
    {
        var gate = new TaskCompletionSource();
        await using var fixture = await Fixture.StartAsync(Slow(gate, context => _ = context.CallActivityAsync("Slow")), memory);
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await fixture.Client.WaitForInstanceStartAsync(id).WaitAsync(Fixture.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);

        gate.SetResult();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.CompletionAsync(id)).RuntimeStatus);
    }

    [Theory, BothMemories]
    public async Task Unawaited_activity_keeps_the_instance_running_after_its_code_threw(Memory memory)
    {
        var gate = new TaskCompletionSource();
        await using var fixture = await Fixture.StartAsync(
            Slow(gate, context =>
            {
                _ = context.CallActivityAsync("Slow");
                throw new InvalidOperationException("late");
            }),
            memory);
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await fixture.Client.WaitForInstanceStartAsync(id).WaitAsync(Fixture.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);

        gate.SetResult();
        Assert.Equal("late", (await fixture.CompletionAsync(id)).FailureDetails!.ErrorMessage);
    }

    [Theory, BothMemories]
    public async Task Running_timer_keeps_the_instance_running(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, context =>
        {
            _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return Task.FromResult<object?>(7);
        });
        var id = await fixture.StartInstanceAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);

        await fixture.PassTimeAsync();

        Assert.Equal(7, (await fixture.GetAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Cancelled_timer_does_not_keep_the_instance_running(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, context =>
        {
            using var end = new CancellationTokenSource();
            _ = context.CreateTimer(TimeSpan.FromHours(1), end.Token);
            end.Cancel();
            return Task.FromResult<object?>(7);
        });
        var id = await fixture.StartInstanceAsync("Main");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Theory, BothMemories]
    public async Task Waiter_for_an_event_does_not_keep_the_instance_running(Memory memory)
    {
        var result = await Main.RunAsync(memory, context =>
        {
            _ = context.WaitForExternalEvent<int>("never");
            return Task.FromResult<object?>(7);
        });

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
    }

    [Theory, BothMemories]
    public async Task Unawaited_child_keeps_the_instance_running(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            context =>
            {
                _ = context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "child"));
                return Task.FromResult<object?>(7);
            },
            registry => registry.AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("go")));
        var id = await fixture.StartInstanceAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);

        await fixture.Client.RaiseEventAsync("child", "go", 1);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.CompletionAsync(id)).RuntimeStatus);
    }

    [Theory, BothMemories]
    public async Task Running_timer_holds_up_a_new_generation(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, int>("Main", (context, input) =>
            {
                if (input == 0)
                {
                    _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    context.ContinueAsNew(1);
                }

                return Task.FromResult(input);
            }),
            memory);
        var id = await fixture.StartInstanceAsync("Main", 0);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);

        await fixture.PassTimeAsync();

        Assert.Equal(1, (await fixture.GetAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Result_of_nothing_is_null(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc("Main", _ => Task.CompletedTask), memory);

        Assert.Null((await fixture.RunAsync("Main")).SerializedOutput);
    }

    private static Action<DurableTaskRegistry> Slow(TaskCompletionSource gate, Action<TaskOrchestrationContext> code) =>
        registry => registry
            .AddOrchestratorFunc("Main", async context =>
            {
                code(context);
                await Task.CompletedTask;
            })
            .AddActivityFunc("Slow", _ => gate.Task.WaitAsync(Fixture.Patience));
}
