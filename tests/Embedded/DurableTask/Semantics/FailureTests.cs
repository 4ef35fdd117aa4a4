using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class FailureTests
{
    [Theory, BothMemories]
    public async Task Failed_activity_throws_with_name_id_and_message(Memory memory)
    {
        var text = await Main.ResultAsync<string>(memory, async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "oops"));
            return $"{failure.Message}|{failure.TaskName}|{failure.TaskId}";
        });

        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: oops|Fail|0", text);
    }

    [Theory, BothMemories]
    public async Task Failed_activity_has_the_core_librarys_exception_inside(Memory memory) =>
        Assert.Equal("DurableTask.Core.Exceptions.TaskFailedException", await Main.ResultAsync<string>(memory, async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "oops"));
            return failure.InnerException!.GetType().FullName;
        }));

    [Theory, BothMemories]
    public async Task Details_have_type_message_and_stack_trace(Memory memory)
    {
        var details = await DetailsAsync(memory, () => throw new TimeoutException("slow"));

        Assert.Equal(typeof(TimeoutException).FullName, details.ErrorType);
        Assert.Equal("slow", details.ErrorMessage);
        Assert.Contains(nameof(DetailsAsync), details.StackTrace, StringComparison.Ordinal);
    }

    [Theory, BothMemories]
    public async Task Details_have_the_inner_failures(Memory memory)
    {
        var details = await DetailsAsync(
            memory, () => throw new InvalidOperationException("a", new IOException("b", new ArithmeticException("c"))));

        Assert.Equal("System.IO.IOException: b", details.InnerFailure!.ToString());
        Assert.Equal("System.ArithmeticException: c", details.InnerFailure.InnerFailure!.ToString());
        Assert.Null(details.InnerFailure.InnerFailure.InnerFailure);
    }

    [Theory, BothMemories]
    public async Task Details_have_empty_properties(Memory memory) =>
        Assert.Empty((await DetailsAsync(memory, () => throw new TimeoutException("slow"))).Properties!);

    [Fact]
    public async Task Details_read_as_type_and_message() =>
        Assert.Equal("System.TimeoutException: slow", (await DetailsAsync(Memory.Kept, () => throw new TimeoutException("slow"))).ToString());

    [Fact]
    public async Task IsCausedBy_knows_the_type() =>
        Assert.True((await DetailsAsync(Memory.Kept, () => throw new FileNotFoundException())).IsCausedBy<FileNotFoundException>());

    [Fact]
    public async Task IsCausedBy_knows_base_types() =>
        Assert.True((await DetailsAsync(Memory.Kept, () => throw new FileNotFoundException())).IsCausedBy<IOException>());

    [Fact]
    public async Task IsCausedBy_knows_types_of_the_app() =>
        Assert.True((await DetailsAsync(Memory.Kept, () => throw new OwnException())).IsCausedBy<OwnException>());

    [Fact]
    public async Task IsCausedBy_is_false_for_other_types() =>
        Assert.False((await DetailsAsync(Memory.Kept, () => throw new FileNotFoundException())).IsCausedBy<TimeoutException>());

    [Fact]
    public async Task IsCausedBy_does_not_look_at_inner_failures() =>
        Assert.False((await DetailsAsync(
            Memory.Kept, () => throw new InvalidOperationException("a", new IOException("b")))).IsCausedBy<IOException>());

    [Fact]
    public void IsCausedBy_is_false_for_a_type_that_nobody_knows() =>
        Assert.False(new TaskFailureDetails("No.Such.Exception", "x", null, null, null).IsCausedBy<Exception>());

    [Fact]
    public void IsCausedBy_refuses_what_is_no_exception() =>
        Assert.Throws<ArgumentException>(() => new TaskFailureDetails("System.Exception", "x", null, null, null).IsCausedBy(typeof(string)));

    [Theory, BothMemories]
    public async Task Uncaught_activity_failure_fails_the_instance_with_the_activitys_failure_inside(Memory memory)
    {
        var result = await Main.RunAsync(memory, async context =>
        {
            await context.CallActivityAsync("Fail", "oops");
            return null;
        });

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(typeof(TaskFailedException).FullName, result.FailureDetails!.ErrorType);
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: oops", result.FailureDetails.ErrorMessage);
        Assert.Equal("System.InvalidOperationException: oops", result.FailureDetails.InnerFailure!.ToString());
    }

    [Theory, BothMemories]
    public async Task Parent_sees_the_chain_of_its_child(Memory memory)
    {
        var chain = await Main.ResultAsync<string>(
            memory,
            async context =>
            {
                var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
                return $"{failure.FailureDetails} > {failure.FailureDetails.InnerFailure}";
            },
            registry => registry.AddOrchestratorFunc("Child", context => context.CallActivityAsync("Fail", "deep")));

        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException: Task 'Fail' (#0) failed with an unhandled exception: deep"
            + " > System.InvalidOperationException: deep",
            chain);
    }

    [Theory, BothMemories]
    public async Task Uncaught_exception_of_the_code_is_the_instances_failure(Memory memory)
    {
        var result = await Main.RunAsync(memory, _ => throw new OwnException());

        Assert.Equal(typeof(OwnException).FullName, result.FailureDetails!.ErrorType);
        Assert.Null(result.FailureDetails.InnerFailure);
    }

    [Theory, BothMemories]
    public async Task Output_of_a_failed_instance_is_the_bare_message(Memory memory)
    {
        var result = await Main.RunAsync(memory, _ => throw new InvalidOperationException("not json"));

        Assert.Equal("not json", result.SerializedOutput);
        Assert.Throws<JsonException>(() => result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Cancelled_code_fails_the_instance_without_output(Memory memory)
    {
        var result = await Main.RunAsync(
            memory, async context => await context.WaitForExternalEvent<int>("never", TimeSpan.FromMinutes(1)));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(typeof(TaskCanceledException).FullName, result.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Null(result.SerializedOutput);
    }

    [Theory, BothMemories]
    public async Task Failure_can_be_caught_and_made_good(Memory memory) =>
        Assert.Equal("fine", await Main.ResultAsync<string>(memory, async context =>
        {
            try
            {
                await context.CallActivityAsync("Fail", "oops");
                return null;
            }
            catch (TaskFailedException)
            {
                return await context.CallActivityAsync<string>("Echo", "fine");
            }
        }));

    [Fact]
    public async Task Unknown_orchestrator_fails_the_instance_without_output()
    {
        await using var fixture = await Fixture.StartAsync(_ => { });

        var result = await fixture.RunAsync("Nobody");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("OrchestratorTaskNotFound", result.FailureDetails!.ErrorType);
        Assert.Equal("No orchestrator task named 'Nobody' was found.", result.FailureDetails.ErrorMessage);
        Assert.Null(result.FailureDetails.StackTrace);
        Assert.Null(result.SerializedOutput);
    }

    [Theory, BothMemories]
    public async Task Unknown_activity_fails_its_call(Memory memory)
    {
        var text = await Main.ResultAsync<string>(memory, async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Nobody"));
            return $"{failure.FailureDetails} {failure.FailureDetails.StackTrace is null}";
        });

        Assert.Equal("ActivityTaskNotFound: No activity task named 'Nobody' was found. True", text);
    }

    [Fact]
    public async Task Unknown_activity_on_Functions_has_unknown_details()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Nobody"));
            return $"{failure.FailureDetails}";
        });

        Assert.Equal("(unknown): (unknown)", (await fixture.RunAsync("Main")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Unknown_orchestrator_on_Functions_fails_without_details()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, _ => Task.FromResult<object?>(null));

        var result = await fixture.RunAsync("Nobody");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Null(result.FailureDetails);
        Assert.Contains("'Nobody' doesn't exist, is disabled, or is not an orchestrator function", result.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory, BothMemories]
    public async Task Input_that_does_not_fit_fails_the_instance_without_output(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, int>("Main", (_, input) => input), memory);

        var result = await fixture.RunAsync("Main", "text");

        Assert.Equal(typeof(JsonException).FullName, result.FailureDetails!.ErrorType);
        Assert.Null(result.SerializedOutput);
    }

    [Theory, BothMemories]
    public async Task Output_that_cannot_be_written_fails_the_instance(Memory memory)
    {
        var result = await Main.RunAsync(memory, _ => Task.FromResult<object?>(new Loop()));

        Assert.Equal(typeof(JsonException).FullName, result.FailureDetails!.ErrorType);
    }

    [Theory, BothMemories]
    public async Task Custom_status_that_cannot_be_written_fails_the_instance(Memory memory)
    {
        var result = await Main.RunAsync(memory, context =>
        {
            context.SetCustomStatus(new Loop());
            return Task.FromResult<object?>(1);
        });

        Assert.Equal(typeof(JsonException).FullName, result.FailureDetails!.ErrorType);
    }

    [Theory, BothMemories]
    public async Task Input_of_an_activity_that_cannot_be_written_throws_at_the_call(Memory memory) =>
        Assert.Equal("caught", await Main.ResultAsync<string>(memory, async context =>
        {
            await Assert.ThrowsAsync<JsonException>(() => context.CallActivityAsync("Echo", new Loop()));
            return "caught";
        }));

    [Fact]
    public async Task Orchestrator_that_cannot_be_made_fails_the_instance()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestrator("Main", () => throw new OwnException()));

        Assert.Equal(typeof(OwnException).FullName, (await fixture.RunAsync("Main")).FailureDetails!.ErrorType);
    }

    [Fact]
    public void Exception_without_details_says_so() =>
        Assert.Equal(
            "Task 'X' (#3) failed with an unhandled exception.",
            new TaskFailedException("X", 3, (TaskFailureDetails)null!).Message);

    [Fact]
    public void Details_of_a_task_failed_exception_have_its_failure_inside()
    {
        var inner = new TaskFailureDetails("T", "m", null, null, null);

        Assert.Equal(inner, TaskFailureDetails.FromException(new TaskFailedException("X", 3, inner)).InnerFailure);
    }

    private static async Task<TaskFailureDetails> DetailsAsync(Memory memory, Action act)
    {
        var result = await Main.RunAsync(
            memory,
            async context =>
            {
                await context.CallActivityAsync("Act");
                return null;
            },
            registry => registry.AddActivityFunc("Act", _ => act()));
        return result.FailureDetails!.InnerFailure!;
    }

    private sealed class OwnException : Exception;

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
