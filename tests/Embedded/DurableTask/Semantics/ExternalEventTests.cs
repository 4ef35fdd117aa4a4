using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ExternalEventTests
{
    [Theory, BothMemories]
    public async Task Event_reaches_its_waiter(Memory memory) =>
        Assert.Equal("hi", await RaiseAsync<string>(memory, async context => await context.WaitForExternalEvent<string>("word"), ("word", "hi")));

    [Theory, BothMemories]
    public async Task Names_differ_without_regard_to_case(Memory memory) =>
        Assert.Equal("hi", await RaiseAsync<string>(memory, async context => await context.WaitForExternalEvent<string>("Word"), ("wORD", "hi")));

    [Theory, BothMemories]
    public async Task Buffered_events_are_found_whatever_their_case(Memory memory)
    {
        var result = await RaiseAsync<string>(
            memory,
            async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                return await context.WaitForExternalEvent<string>("Word");
            },
            ("wORD", "hi"),
            ("go", null));

        Assert.Equal("hi", result);
    }

    [Theory, BothMemories]
    public async Task Events_of_one_name_are_buffered_first_in_first_out(Memory memory)
    {
        var result = await RaiseAsync<int[]>(
            memory,
            async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                return new[]
                {
                    await context.WaitForExternalEvent<int>("n"),
                    await context.WaitForExternalEvent<int>("n"),
                    await context.WaitForExternalEvent<int>("n"),
                };
            },
            ("n", 1),
            ("n", 2),
            ("go", null),
            ("n", 3));

        Assert.Equal([1, 2, 3], result!);
    }

    [Theory, BothMemories]
    public async Task Buffered_events_survive_other_work(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            await context.CallActivityAsync("Echo");
            return await context.WaitForExternalEvent<int>("n");
        });
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.RaiseEventAsync(id, "n", 8);
        await fixture.PassTimeAsync();

        Assert.Equal(8, (await fixture.GetAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Newest_waiter_gets_the_next_event(Memory memory)
    {
        var result = await RaiseAsync<string>(
            memory,
            async context =>
            {
                var first = context.WaitForExternalEvent<int>("n");
                var second = context.WaitForExternalEvent<int>("n");
                await Task.WhenAny(first, second);
                return second.IsCompleted && !first.IsCompleted ? "second" : "first";
            },
            ("n", 1));

        Assert.Equal("second", result);
    }

    [Theory, BothMemories]
    public async Task Older_waiter_gets_the_event_after_that(Memory memory)
    {
        var result = await RaiseAsync<int[]>(
            memory,
            async context =>
            {
                var first = context.WaitForExternalEvent<int>("n");
                var second = context.WaitForExternalEvent<int>("n");
                return await Task.WhenAll(first, second);
            },
            ("n", 1),
            ("n", 2));

        Assert.Equal([2, 1], result!);
    }

    [Theory, BothMemories]
    public async Task Event_that_meets_only_a_cancelled_waiter_is_lost(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(1)));
            await context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
            await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(1)));
            return "lost";
        });
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.AdvanceAsync(TimeSpan.FromMinutes(5));

        await fixture.Client.RaiseEventAsync(id, "n", 1);
        await fixture.PassTimeAsync();

        Assert.Equal("lost", (await fixture.GetAsync(id)).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Event_in_a_loop_of_waits_with_timeouts_is_not_lost(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    return await context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(1)) + (100 * i);
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.AdvanceAsync(TimeSpan.FromSeconds(150));

        await fixture.Client.RaiseEventAsync(id, "n", 7);

        Assert.Equal(207, (await fixture.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Waiting_with_another_type_while_a_waiter_is_there_is_an_argument_exception(Memory memory)
    {
        var message = await Main.ResultAsync<string>(memory, context =>
        {
            _ = context.WaitForExternalEvent<int>("n");
            return Task.FromResult<object?>(Assert.Throws<ArgumentException>(() => { _ = context.WaitForExternalEvent<string>("N"); }).Message);
        });

        Assert.StartsWith("Events with the same name must have the same type argument", message, StringComparison.Ordinal);
    }

    [Theory, BothMemories]
    public async Task Wait_with_timeout_throws_task_canceled_when_time_is_up(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await Assert.ThrowsAsync<TaskCanceledException>(() => context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(3)));
            return context.CurrentUtcDateTime;
        });
        var start = fixture.Time.GetUtcNow().UtcDateTime;

        Assert.Equal(start.AddMinutes(3), (await fixture.RunAsync("Main")).ReadOutputAs<DateTime>());
    }

    [Theory, BothMemories]
    public async Task Wait_with_timeout_cancels_its_timer_when_the_event_wins(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory, async context => await context.WaitForExternalEvent<int>("n", TimeSpan.FromMinutes(3)));
        var id = await fixture.StartInstanceAsync("Main");
        Assert.NotNull(fixture.Engine.NextTimerDue);

        await fixture.Client.RaiseEventAsync(id, "n", 4);

        Assert.Equal(4, (await fixture.CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Null(fixture.Engine.NextTimerDue);
    }

    [Theory, BothMemories]
    public async Task Wait_ends_when_its_token_is_cancelled(Memory memory) =>
        Assert.True(await Main.ResultAsync<bool>(memory, async context =>
        {
            using var end = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<int>("n", end.Token);
            await context.CallActivityAsync("Echo");
            end.Cancel();
            await Assert.ThrowsAsync<TaskCanceledException>(() => wait);
            return true;
        }));

    [Theory, BothMemories]
    public async Task Payload_that_does_not_fit_fails_the_instance_past_every_catch(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, CatchAllAsync);
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.RaiseEventAsync(id, "n", "text");
        var result = await fixture.CompletionAsync(id);

        Assert.Equal(typeof(JsonException).FullName, result.FailureDetails!.ErrorType);
        Assert.Null(result.SerializedOutput);
    }

    [Theory, BothMemories]
    public async Task No_payload_for_a_value_type_fails_the_instance_past_every_catch(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, CatchAllAsync);
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.RaiseEventAsync(id, "n");
        var result = await fixture.CompletionAsync(id);

        Assert.Equal(typeof(NullReferenceException).FullName, result.FailureDetails!.ErrorType);
        Assert.Null(result.SerializedOutput);
    }

    [Theory, BothMemories]
    public async Task No_payload_is_null_for_a_reference_type(Memory memory)
    {
        var result = await RaiseAsync<bool>(
            memory, async context => await context.WaitForExternalEvent<string?>("word") is null, ("word", null));

        Assert.True(result);
    }

    [Theory, BothMemories]
    public async Task Events_of_different_names_do_not_disturb_each_other(Memory memory)
    {
        var result = await RaiseAsync<string>(
            memory,
            async context =>
            {
                var a = context.WaitForExternalEvent<string>("a");
                var b = context.WaitForExternalEvent<int>("b");
                return $"{await a} {await b}";
            },
            ("b", 2),
            ("a", "x"));

        Assert.Equal("x 2", result);
    }

    [Theory, BothMemories]
    public async Task Events_raised_while_suspended_are_handed_out_in_order_after_the_resume(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
            $"{await context.WaitForExternalEvent<int>("n")}{await context.WaitForExternalEvent<int>("n")}");
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.Client.SuspendInstanceAsync(id);
        await fixture.Client.RaiseEventAsync(id, "n", 1);
        await fixture.Client.RaiseEventAsync(id, "n", 2);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await fixture.GetAsync(id)).RuntimeStatus);

        await fixture.Client.ResumeInstanceAsync(id);

        Assert.Equal("12", (await fixture.CompletionAsync(id)).ReadOutputAs<string>());
    }

    private static async Task<object?> CatchAllAsync(TaskOrchestrationContext context)
    {
        try
        {
            return await context.WaitForExternalEvent<int>("n");
        }
        catch (Exception)
        {
            return -1;
        }
    }

    private static async Task<T?> RaiseAsync<T>(
        Memory memory, Func<TaskOrchestrationContext, Task<object?>> code, params (string Name, object? Payload)[] events)
    {
        await using var fixture = await Main.StartAsync(memory, code);
        var id = await fixture.StartInstanceAsync("Main");
        foreach (var (name, payload) in events)
        {
            await fixture.Client.RaiseEventAsync(id, name, payload);
        }

        return (await fixture.CompletionAsync(id)).ReadOutputAs<T>();
    }
}
