using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ReplayTests
{
    [Fact]
    public async Task IsReplaying_is_true_for_what_ran_before_and_false_for_what_is_new()
    {
        var seen = new List<string>();

        await Main.RunAsync(Memory.Replayed, async context =>
        {
            seen.Add($"start {context.IsReplaying}");
            await context.CallActivityAsync("Echo");
            seen.Add($"middle {context.IsReplaying}");
            await context.CallActivityAsync("Echo");
            seen.Add($"end {context.IsReplaying}");
            return null;
        });

        Assert.Equal(
            ["start False", "start True", "middle False", "start True", "middle True", "end False"], seen);
    }

    [Fact]
    public async Task Code_runs_once_when_it_is_kept_in_memory()
    {
        var seen = new List<string>();

        await Main.RunAsync(Memory.Kept, async context =>
        {
            seen.Add($"start {context.IsReplaying}");
            await context.CallActivityAsync("Echo");
            seen.Add($"end {context.IsReplaying}");
            return null;
        });

        Assert.Equal(["start False", "end False"], seen);
    }

    [Theory, BothMemories]
    public async Task IsReplaying_is_false_in_the_first_turn(Memory memory) =>
        Assert.False(await Main.ResultAsync<bool>(memory, context => Task.FromResult<object?>(context.IsReplaying)));

    [Theory, BothMemories]
    public async Task CurrentUtcDateTime_is_when_the_turn_began(Memory memory)
    {
        var times = new Dictionary<string, DateTime>();
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            times["start"] = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromMinutes(90), CancellationToken.None);
            times["end"] = context.CurrentUtcDateTime;
            return null;
        });
        var start = fixture.Time.GetUtcNow().UtcDateTime;

        await fixture.RunAsync("Main");

        Assert.Equal(start, times["start"]);
        Assert.Equal(start.AddMinutes(90), times["end"]);
    }

    [Theory, BothMemories]
    public async Task CurrentUtcDateTime_is_utc(Memory memory) =>
        Assert.Equal(
            DateTimeKind.Utc,
            await Main.ResultAsync<DateTimeKind>(memory, context => Task.FromResult<object?>(context.CurrentUtcDateTime.Kind)));

    [Theory, BothMemories]
    public async Task CurrentUtcDateTime_stands_still_within_a_turn(Memory memory)
    {
        VirtualTime? time = null;
        await using var fixture = await Main.StartAsync(memory, context =>
        {
            var before = context.CurrentUtcDateTime;
            time!.Advance(TimeSpan.FromHours(1));
            return Task.FromResult<object?>(context.CurrentUtcDateTime - before);
        });
        time = fixture.Time;

        Assert.Equal(TimeSpan.Zero, (await fixture.RunAsync("Main")).ReadOutputAs<TimeSpan>());
    }

    [Theory, BothMemories]
    public async Task CurrentUtcDateTime_is_that_of_the_pick_up_not_of_the_event(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await context.WaitForExternalEvent<int>("first");
            await context.WaitForExternalEvent<int>("second");
            return context.CurrentUtcDateTime;
        });
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.Client.SuspendInstanceAsync(id);
        await fixture.Client.RaiseEventAsync(id, "first", 1);
        await fixture.Client.RaiseEventAsync(id, "second", 1);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        var resumed = fixture.Time.GetUtcNow().UtcDateTime;

        await fixture.Client.ResumeInstanceAsync(id);

        Assert.Equal(resumed, (await fixture.CompletionAsync(id)).ReadOutputAs<DateTime>());
    }

    [Theory, BothMemories]
    public async Task Ids_are_counted_from_zero_over_everything_that_is_scheduled(Memory memory)
    {
        var id = await Main.ResultAsync<int>(memory, async context =>
        {
            await context.CallActivityAsync("Echo");
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            await context.CallSubOrchestratorAsync("Child");
            context.SendEvent("nobody", "event", 1);
            return await IdOfFailureAsync(context);
        }, registry => registry.AddOrchestratorFunc("Child", _ => Task.CompletedTask));

        Assert.Equal(4, id);
    }

    [Theory, BothMemories]
    public async Task First_scheduled_task_has_id_zero(Memory memory) =>
        Assert.Equal(0, await Main.ResultAsync<int>(memory, async context => await IdOfFailureAsync(context)));

    [Theory, BothMemories]
    public async Task Waiting_for_an_event_takes_no_id(Memory memory) =>
        Assert.Equal(0, await Main.ResultAsync<int>(memory, async context =>
        {
            _ = context.WaitForExternalEvent<int>("never");
            return await IdOfFailureAsync(context);
        }));

    [Theory, BothMemories]
    public async Task NewGuid_takes_no_id(Memory memory) =>
        Assert.Equal(0, await Main.ResultAsync<int>(memory, async context =>
        {
            context.NewGuid();
            return await IdOfFailureAsync(context);
        }));

    [Fact]
    public async Task Changed_code_that_asks_for_another_activity_fails_the_instance() =>
        await AssertNonDeterministicAsync(
            context => context.CallActivityAsync("Echo"), context => context.CallActivityAsync("Other"));

    [Fact]
    public async Task Changed_code_that_asks_for_another_kind_of_task_fails_the_instance() =>
        await AssertNonDeterministicAsync(
            context => context.CallActivityAsync("Echo"), context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));

    [Fact]
    public async Task Changed_code_that_asks_for_nothing_fails_the_instance() =>
        await AssertNonDeterministicAsync(
            context => context.CallActivityAsync("Echo"), context => context.WaitForExternalEvent<int>("never"));

    [Fact]
    public async Task Changed_code_that_no_longer_sends_an_event_fails_the_instance() =>
        await AssertNonDeterministicAsync(
            async context =>
            {
                context.SendEvent("nobody", "event", 1);
                await context.CallActivityAsync("Echo");
            },
            context => context.CallActivityAsync("Echo"));

    [Fact]
    public async Task Failure_for_changed_code_names_its_exception()
    {
        var result = await ReplayChangedAsync(
            context => context.CallActivityAsync("Echo"), context => context.CallActivityAsync("Other"));

        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", result.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Changed_code_does_not_get_what_it_asked_for_instead()
    {
        var ran = 0;
        var changed = false;
        await using var fixture = await Main.StartAsync(
            Memory.Replayed,
            async context =>
            {
                await context.CallActivityAsync(changed ? "Other" : "Echo");
                return await context.WaitForExternalEvent<int>("go");
            },
            registry => registry.AddActivityFunc("Other", _ => { Interlocked.Increment(ref ran); }));
        var id = await fixture.StartInstanceAsync("Main");

        changed = true;
        await fixture.Client.RaiseEventAsync(id, "go", 1);
        await fixture.IdleAsync();

        Assert.Equal(0, ran);
    }

    [Fact]
    public async Task Changed_input_of_an_activity_is_not_noticed()
    {
        var result = await ReplayChangedAsync(
            context => context.CallActivityAsync("Echo", 1), context => context.CallActivityAsync("Echo", 2));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
    }

    [Fact]
    public async Task Changed_due_time_of_a_timer_is_not_noticed()
    {
        var result = await ReplayChangedAsync(
            context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None),
            context => context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
    }

    [Fact]
    public async Task Changed_letter_case_of_a_name_is_not_noticed()
    {
        var result = await ReplayChangedAsync(
            context => context.CallActivityAsync("Echo"), context => context.CallActivityAsync("ECHO"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
    }

    [Fact]
    public async Task Names_of_activities_are_found_whatever_their_case() =>
        Assert.Equal(5, await Main.ResultAsync<int>(Memory.Kept, async context => await context.CallActivityAsync<int>("eCHO", 5)));

    [Fact]
    public async Task Names_of_orchestrators_are_found_whatever_their_case()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, _ => Task.FromResult<object?>(1));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.RunAsync("mAIN")).RuntimeStatus);
    }

    private static async Task<int> IdOfFailureAsync(TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync("Fail", "x");
            return -1;
        }
        catch (TaskFailedException failure)
        {
            return failure.TaskId;
        }
    }

    private static async Task AssertNonDeterministicAsync(
        Func<TaskOrchestrationContext, Task> before, Func<TaskOrchestrationContext, Task> after)
    {
        var result = await ReplayChangedAsync(before, after);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.StartsWith("Non-Deterministic workflow detected: ", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>Runs one code up to an event, then replays its history with another code.</summary>
    private static async Task<OrchestrationMetadata> ReplayChangedAsync(
        Func<TaskOrchestrationContext, Task> before, Func<TaskOrchestrationContext, Task> after)
    {
        var changed = false;
        await using var fixture = await Main.StartAsync(
            Memory.Replayed,
            async context =>
            {
                await (changed ? after : before)(context);
                return await context.WaitForExternalEvent<int>("go");
            },
            registry => registry.AddActivityFunc("Other", _ => { }));
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.PassTimeAsync();

        changed = true;
        await fixture.Client.RaiseEventAsync(id, "go", 1);
        await fixture.IdleAsync();
        return await fixture.GetAsync(id);
    }
}
