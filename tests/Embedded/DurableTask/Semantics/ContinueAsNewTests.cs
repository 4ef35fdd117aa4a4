using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ContinueAsNewTests
{
    [Theory, BothMemories]
    public async Task New_generation_gets_the_new_input(Memory memory) =>
        Assert.Equal(5, (await CountAsync(memory, 5)).ReadOutputAs<int>());

    [Theory, BothMemories]
    public async Task Input_of_the_instance_becomes_the_new_input(Memory memory) =>
        Assert.Equal("5", (await CountAsync(memory, 5)).SerializedInput);

    [Theory, BothMemories]
    public async Task Instance_keeps_its_id_and_name(Memory memory)
    {
        var result = await CountAsync(memory, 2, new StartOrchestrationOptions("counter"));

        Assert.Equal(("counter", "Main"), (result.InstanceId, result.Name));
    }

    [Theory, BothMemories]
    public async Task Tags_are_kept(Memory memory)
    {
        var result = await CountAsync(
            memory, 2, new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["team"] = "a" } });

        Assert.Equal("a", result.Tags["team"]);
    }

    [Theory, BothMemories]
    public async Task Returned_value_of_a_generation_that_starts_over_is_ignored(Memory memory)
    {
        var result = await RunAsync(memory, (context, input) =>
        {
            if (input == 0)
            {
                context.ContinueAsNew(1);
                return Task.FromResult<object?>("ignored");
            }

            return Task.FromResult<object?>("second");
        });

        Assert.Equal("second", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Code_that_throws_after_the_request_fails_the_instance(Memory memory)
    {
        var result = await RunAsync(memory, (context, _) =>
        {
            context.ContinueAsNew(1);
            throw new InvalidOperationException("after");
        });

        Assert.Equal("after", result.FailureDetails!.ErrorMessage);
    }

    [Theory, BothMemories]
    public async Task Code_goes_on_after_the_request(Memory memory)
    {
        var afterwards = 0;
        await RunAsync(memory, async (context, input) =>
        {
            if (input == 0)
            {
                context.ContinueAsNew(1);
                await context.CallActivityAsync("Echo");
                Interlocked.Increment(ref afterwards);
            }

            return null;
        });

        Assert.Equal(1, afterwards);
    }

    [Theory, BothMemories]
    public async Task Version_is_kept_without_a_new_one(Memory memory)
    {
        var result = await RunAsync(memory, Twice(context => context.ContinueAsNew(1)), new StartOrchestrationOptions { Version = "1" });

        Assert.Equal("1", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Version_is_the_new_one_of_the_options(Memory memory)
    {
        var result = await RunAsync(
            memory,
            Twice(context => context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 1, NewVersion = "2" })),
            new StartOrchestrationOptions { Version = "1" });

        Assert.Equal("2", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Ids_start_at_zero_again(Memory memory)
    {
        var result = await RunAsync(memory, async (context, input) =>
        {
            if (input == 0)
            {
                await context.CallActivityAsync("Echo");
                context.ContinueAsNew(1);
                return null;
            }

            return (await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Missing"))).TaskId;
        });

        Assert.Equal(0, result.ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Status_stays_running_and_creation_time_is_that_of_the_new_generation(Memory memory)
    {
        await using var fixture = await StartAsync(memory, async (context, input) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            context.ContinueAsNew(input + 1);
            return null;
        });
        var start = fixture.Time.GetUtcNow();
        var id = await fixture.StartInstanceAsync("Main", 0);

        await fixture.AdvanceAsync(TimeSpan.FromMinutes(90));

        var standing = await fixture.GetAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Running, standing.RuntimeStatus);
        Assert.Equal(start.AddHours(1), standing.CreatedAt);
        Assert.Equal("1", standing.SerializedInput);
    }

    [Theory, BothMemories]
    public async Task Buffered_events_go_along_in_their_order(Memory memory)
    {
        var result = await BufferThenStartOverAsync(memory, preserve: true);

        Assert.Equal("a b", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Buffered_events_are_dropped_when_asked_to(Memory memory)
    {
        var result = await BufferThenStartOverAsync(memory, preserve: false);

        Assert.Equal("nothing", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Events_that_come_after_the_request_go_along_even_when_buffered_ones_are_dropped(Memory memory)
    {
        await using var fixture = await StartAsync(memory, async (context, input) =>
        {
            if (input == 0)
            {
                context.ContinueAsNew(1, preserveUnprocessedEvents: false);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return null;
            }

            return await context.WaitForExternalEvent<string>("word");
        });
        var id = await fixture.StartInstanceAsync("Main", 0);

        await fixture.Client.RaiseEventAsync(id, "word", "late");
        await fixture.PassTimeAsync();

        Assert.Equal("late", (await fixture.GetAsync(id)).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Custom_status_is_shown_on_until_the_new_generation_has_set_its_own(Memory memory)
    {
        await using var fixture = await StartAsync(memory, async (context, input) =>
        {
            if (input == 0)
            {
                context.SetCustomStatus("old");
                context.ContinueAsNew(1);
                return null;
            }

            await context.WaitForExternalEvent<int>("first");
            return await context.WaitForExternalEvent<int>("second");
        });
        var id = await fixture.StartInstanceAsync("Main", 0);
        Assert.Equal("old", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());

        await fixture.Client.RaiseEventAsync(id, "first", 1);

        Assert.Null((await fixture.GetAsync(id)).SerializedCustomStatus);
    }

    [Theory, BothMemories]
    public async Task Many_generations_end(Memory memory) =>
        Assert.Equal(200, (await CountAsync(memory, 200)).ReadOutputAs<int>());

    [Theory, BothMemories]
    public async Task History_starts_over(Memory memory)
    {
        var turns = 0;
        await RunAsync(memory, async (context, input) =>
        {
            if (input < 10)
            {
                await context.CallActivityAsync("Echo");
                Interlocked.Increment(ref turns);
                context.ContinueAsNew(input + 1);
            }

            return null;
        });

        Assert.Equal(10, turns);
    }

    private static Func<TaskOrchestrationContext, int, Task<object?>> Twice(Action<TaskOrchestrationContext> startOver) =>
        (context, input) =>
        {
            if (input == 0)
            {
                startOver(context);
            }

            return Task.FromResult<object?>(context.Version);
        };

    private static async Task<OrchestrationMetadata> BufferThenStartOverAsync(Memory memory, bool preserve)
    {
        await using var fixture = await StartAsync(memory, async (context, input) =>
        {
            if (input == 0)
            {
                await context.WaitForExternalEvent<string>("go");
                context.ContinueAsNew(1, preserve);
                return null;
            }

            try
            {
                var first = await context.WaitForExternalEvent<string>("word", TimeSpan.FromMinutes(1));
                return $"{first} {await context.WaitForExternalEvent<string>("word", TimeSpan.FromMinutes(1))}";
            }
            catch (OperationCanceledException)
            {
                return "nothing";
            }
        });
        var id = await fixture.StartInstanceAsync("Main", 0);
        await fixture.Client.RaiseEventAsync(id, "word", "a");
        await fixture.Client.RaiseEventAsync(id, "word", "b");
        await fixture.Client.RaiseEventAsync(id, "go");
        await fixture.PassTimeAsync();
        return await fixture.GetAsync(id);
    }

    private static Task<OrchestrationMetadata> CountAsync(Memory memory, int end, StartOrchestrationOptions? options = null) =>
        RunAsync(
            memory,
            (context, input) =>
            {
                if (input < end)
                {
                    context.ContinueAsNew(input + 1);
                }

                return Task.FromResult<object?>(input);
            },
            options);

    private static async Task<OrchestrationMetadata> RunAsync(
        Memory memory, Func<TaskOrchestrationContext, int, Task<object?>> code, StartOrchestrationOptions? options = null)
    {
        await using var fixture = await StartAsync(memory, code);
        return await fixture.RunAsync("Main", 0, options);
    }

    private static Task<Fixture> StartAsync(Memory memory, Func<TaskOrchestrationContext, int, Task<object?>> code) =>
        Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc("Main", code).AddActivityFunc("Echo", _ => { }), memory);
}
