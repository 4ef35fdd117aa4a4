using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class SubOrchestrationTests
{
    [Theory, BothMemories]
    public async Task Result_comes_back_to_the_parent(Memory memory) =>
        Assert.Equal(6, await Main.ResultAsync<int>(
            memory,
            async context => await context.CallSubOrchestratorAsync<int>("Double", 3),
            registry => registry.AddOrchestratorFunc<int, int>("Double", (_, input) => input * 2)));

    [Theory, BothMemories]
    public async Task Id_is_the_one_of_the_options(Memory memory) =>
        Assert.Equal("chosen", await Main.ResultAsync<string>(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "chosen")),
            Child(context => context.InstanceId)));

    [Theory, BothMemories]
    public async Task Id_can_be_put_on_task_options(Memory memory) =>
        Assert.Equal("chosen", await Main.ResultAsync<string>(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>("Child", new TaskOptions().WithInstanceId("chosen")),
            Child(context => context.InstanceId)));

    [Theory, BothMemories]
    public async Task Id_without_options_is_a_guid_without_hyphens(Memory memory)
    {
        var id = await Main.ResultAsync<string>(
            memory, async context => await context.CallSubOrchestratorAsync<string>("Child"), Child(context => context.InstanceId));

        Assert.True(Guid.TryParseExact(id, "N", out _), id);
    }

    [Theory, BothMemories]
    public async Task Id_without_options_takes_one_number_of_NewGuid(Memory memory)
    {
        // With the clock standing still, ids differ by their counter alone.
        var ids = await Main.ResultAsync<string[]>(
            memory,
            async context =>
            {
                var child = context.CallSubOrchestratorAsync<string>("Child");
                var next = context.NewGuid();
                return new[] { await child, next.ToString("N"), $"{context.InstanceId}" };
            },
            Child(context => context.InstanceId));

        var time = new VirtualTime().GetUtcNow().UtcDateTime;
        Assert.Equal(NewGuidTests.Expected(ids![2], time, 0).ToString("N"), ids[0]);
        Assert.Equal(NewGuidTests.Expected(ids[2], time, 1).ToString("N"), ids[1]);
    }

    [Theory, BothMemories]
    public async Task Retries_run_under_one_id(Memory memory)
    {
        var ids = new List<string>();
        await Main.RunAsync(
            memory,
            async context =>
            {
                await context.CallSubOrchestratorAsync("Child", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))));
                return null;
            },
            Child(context =>
            {
                ids.Add(context.InstanceId);
                throw new InvalidOperationException();
            }));

        Assert.Equal(3, ids.Count);
        Assert.Single(ids.Distinct());
    }

    [Theory, BothMemories]
    public async Task Version_is_not_inherited_from_the_parent(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory, async context => await context.CallSubOrchestratorAsync<string>("Child"), Child(context => context.Version));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "2.0" });

        Assert.Equal(string.Empty, result.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Version_is_the_workers_default_without_options()
    {
        await using var fixture = await Fixture.StartAsync(
            registry =>
            {
                registry.AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<string>("Child"));
                Child(context => context.Version)(registry);
            },
            services: services => services.Configure<DurableTaskWorkerOptions>(
                options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions { DefaultVersion = "7" }));

        Assert.Equal("7", (await fixture.RunAsync("Main")).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Version_of_the_options_is_taken(Memory memory) =>
        Assert.Equal("5", await Main.ResultAsync<string>(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions { Version = "5" }),
            Child(context => context.Version)));

    [Theory, BothMemories]
    public async Task Failure_reaches_the_parent_as_it_was(Memory memory)
    {
        var result = await Main.ResultAsync<string>(
            memory,
            async context =>
            {
                var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
                return $"{failure.TaskName}|{failure.TaskId}|{failure.FailureDetails}|{failure.InnerException is null}";
            },
            Child(_ => throw new InvalidOperationException("broken")));

        Assert.Equal("Child|0|System.InvalidOperationException: broken|True", result);
    }

    [Theory, BothMemories]
    public async Task Terminated_child_fails_its_parent_without_details(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context =>
            {
                var failure = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "child")));
                return $"{failure.Message} {failure.FailureDetails is null}";
            },
            registry => registry.AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("never")));
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.TerminateInstanceAsync("child");

        Assert.Equal(
            "Task 'Child' (#0) failed with an unhandled exception. True", (await fixture.CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Terminated_child_that_nobody_catches_is_a_null_reference_in_the_parent(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "child")),
            registry => registry.AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("never")));
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.TerminateInstanceAsync("child");

        Assert.Equal(typeof(NullReferenceException).FullName, (await fixture.CompletionAsync(id)).FailureDetails!.ErrorType);
    }

    [Theory, BothMemories]
    public async Task Children_run_side_by_side(Memory memory)
    {
        var results = await Main.ResultAsync<int[]>(
            memory,
            async context => await Task.WhenAll(Enumerable.Range(0, 20).Select(i => context.CallSubOrchestratorAsync<int>("Child", i))),
            registry => registry.AddOrchestratorFunc<int, int>("Child", async (context, input) =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(20 - input), CancellationToken.None);
                return input;
            }));

        Assert.Equal(Enumerable.Range(0, 20), results!);
    }

    [Theory, BothMemories]
    public async Task Child_that_starts_over_still_answers_its_parent(Memory memory) =>
        Assert.Equal(3, await Main.ResultAsync<int>(
            memory,
            async context => await context.CallSubOrchestratorAsync<int>("Child", 0),
            registry => registry.AddOrchestratorFunc<int, int>("Child", (context, input) =>
            {
                if (input < 3)
                {
                    context.ContinueAsNew(input + 1);
                }

                return input;
            })));

    [Theory, BothMemories]
    public async Task Finished_instance_with_the_childs_id_is_replaced(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "same")),
            Child(context => context.Parent is null ? "alone" : "child"));
        await fixture.RunAsync("Child", options: new StartOrchestrationOptions("same"));

        await fixture.RunAsync("Main");

        Assert.Equal("child", (await fixture.GetAsync("same")).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Running_instance_with_the_childs_id_fails_the_call(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context =>
            {
                var failure = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "taken")));
                return failure.FailureDetails.ErrorType;
            },
            registry => registry.AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("never")));
        await fixture.StartInstanceAsync("Child", options: new StartOrchestrationOptions("taken"));

        Assert.Equal(
            "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException", (await fixture.RunAsync("Main")).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Tags_of_the_options_are_those_of_the_child(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallSubOrchestratorAsync<int>(
                "Child", new SubOrchestrationOptions(new TaskOptions(tags: new Dictionary<string, string> { ["k"] = "v" }), "tagged")),
            Child(_ => "1"));
        await fixture.RunAsync("Main");

        Assert.Equal("v", (await fixture.GetAsync("tagged")).Tags["k"]);
    }

    private static Action<DurableTaskRegistry> Child(Func<TaskOrchestrationContext, string> code) =>
        registry => registry.AddOrchestratorFunc("Child", code);
}
