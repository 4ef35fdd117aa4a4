using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

/// <summary>Awaiting what is not durable: silence in the plain SDK, an exception or a log line under the Functions host.</summary>
public sealed class IllegalAwaitTests
{
    private const string Message =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator"
        + " function's implementation or by middleware that invokes asynchronous code.";

    private readonly TaskCompletionSource _outside = new();
    private readonly TaskCompletionSource<Exception?> _after = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Plain_instance_stays_running_for_ever_after_a_non_durable_await()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, AwaitOutsideAsync);

        Assert.Equal(OrchestrationRuntimeStatus.Running, await StatusAfterAsync(fixture));
    }

    [Fact]
    public async Task Plain_instance_stays_running_even_when_something_happens_to_it_later()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, AwaitOutsideAsync);
        await StatusAfterAsync(fixture);
        var id = (await fixture.Client.GetAllInstancesAsync().FirstAsync()).InstanceId;

        await fixture.Client.RaiseEventAsync(id, "any", 1);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Plain_code_is_not_told_of_its_non_durable_await()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, AwaitOutsideAsync);
        await StatusAfterAsync(fixture);

        Assert.Null(await _after.Task);
    }

    [Fact]
    public async Task Plain_instance_keeps_its_custom_status_from_before_a_non_durable_await()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, AwaitOutsideAsync);
        await StatusAfterAsync(fixture);

        Assert.Null((await fixture.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)).FirstAsync()).SerializedCustomStatus);
    }

    [Fact]
    public async Task Durable_await_without_the_context_leaves_the_plain_instance_running()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, async context =>
        {
            await context.CallActivityAsync("Echo").ConfigureAwait(false);
            _after.SetResult(null);
            return null;
        });

        var id = await fixture.StartInstanceAsync("Main");
        await _after.Task.WaitAsync(Fixture.Patience);
        await fixture.IdleAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Functions_instance_fails_when_a_non_durable_await_comes_first()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, async _ =>
        {
            await _outside.Task;
            return null;
        });

        var result = await fixture.RunAsync("Main");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal(typeof(InvalidOperationException).FullName, result.FailureDetails!.ErrorType);
        Assert.Equal(Message, result.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task Functions_instance_stays_running_when_a_non_durable_await_comes_after_the_context_was_used()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, context =>
        {
            context.GetInput<string>();
            return AwaitOutsideAsync(context);
        });

        Assert.Equal(OrchestrationRuntimeStatus.Running, await StatusAfterAsync(fixture));
    }

    [Fact]
    public async Task Functions_code_gets_an_exception_when_it_uses_the_context_after_a_non_durable_await()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, context =>
        {
            context.GetInput<string>();
            return AwaitOutsideAsync(context);
        });
        await StatusAfterAsync(fixture);

        Assert.Equal(Message, Assert.IsType<InvalidOperationException>(await _after.Task).Message);
    }

    public static TheoryData<string, Func<TaskOrchestrationContext, Task>> GuardedMembers => new()
    {
        { "GetInput", context => Task.FromResult(context.GetInput<int?>()) },
        { "NewGuid", context => Task.FromResult(context.NewGuid()) },
        { "CallActivity", context => context.CallActivityAsync("Echo") },
        { "CallSubOrchestrator", context => context.CallSubOrchestratorAsync("Main") },
        { "CreateTimer", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None) },
        { "WaitForExternalEvent", context => context.WaitForExternalEvent<int>("x") },
        { "SetCustomStatus", context => { context.SetCustomStatus(1); return Task.CompletedTask; } },
        { "SendEvent", context => { context.SendEvent("x", "y", 1); return Task.CompletedTask; } },
        { "ContinueAsNew", context => { context.ContinueAsNew(); return Task.CompletedTask; } },
    };

    [Theory]
    [MemberData(nameof(GuardedMembers))]
    public async Task Functions_host_guards(string member, Func<TaskOrchestrationContext, Task> use)
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, async context =>
        {
            context.GetInput<string>();
            await _outside.Task;
            _after.SetResult(await Record.ExceptionAsync(() => use(context)));
            return null;
        });
        await StatusAfterAsync(fixture);

        Assert.True(await _after.Task is InvalidOperationException { Message: Message }, member);
    }

    [Fact]
    public async Task Functions_host_does_not_guard_what_says_who_the_instance_is()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, async context =>
        {
            context.GetInput<string>();
            await _outside.Task;
            _after.SetResult(Record.Exception(
                () => $"{context.Name}{context.InstanceId}{context.Parent}{context.IsReplaying}{context.CurrentUtcDateTime}"));
            return null;
        });
        await StatusAfterAsync(fixture);

        Assert.Null(await _after.Task);
    }

    private async Task<object?> AwaitOutsideAsync(TaskOrchestrationContext context)
    {
        await _outside.Task;
        _after.SetResult(Record.Exception(() => context.SetCustomStatus("too late")));
        return null;
    }

    private async Task<OrchestrationRuntimeStatus> StatusAfterAsync(Fixture fixture)
    {
        var id = await fixture.StartInstanceAsync("Main");
        await Task.Run(_outside.SetResult);
        await _after.Task.WaitAsync(Fixture.Patience);
        await fixture.IdleAsync();
        return (await fixture.GetAsync(id)).RuntimeStatus;
    }
}
