using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ContextTests
{
    [Theory, BothMemories]
    public async Task Name_is_the_one_the_instance_was_started_with(Memory memory) =>
        Assert.Equal("Main", await Main.ResultAsync<string>(memory, context => Task.FromResult<object?>(context.Name.Name)));

    [Theory, BothMemories]
    public async Task InstanceId_is_the_one_the_client_was_told(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, context => Task.FromResult<object?>(context.InstanceId));
        var id = await fixture.StartInstanceAsync("Main");

        Assert.Equal(id, (await fixture.GetAsync(id)).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Parent_is_null_at_the_top(Memory memory) =>
        Assert.True(await Main.ResultAsync<bool>(memory, context => Task.FromResult<object?>(context.Parent is null)));

    [Theory, BothMemories]
    public async Task Parent_of_a_child_has_name_and_id(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>("Child"),
            registry => registry.AddOrchestratorFunc("Child", context => $"{context.Parent!.Name} {context.Parent.InstanceId}"));

        var result = await fixture.RunAsync("Main");

        Assert.Equal($"Main {result.InstanceId}", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Version_is_empty_when_nobody_set_one(Memory memory) =>
        Assert.Equal(string.Empty, await Main.ResultAsync<string>(memory, context => Task.FromResult<object?>(context.Version)));

    [Theory, BothMemories]
    public async Task Version_is_the_one_of_the_start_options(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, context => Task.FromResult<object?>(context.Version));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "1.2" });

        Assert.Equal("1.2", result.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Version_is_the_clients_default_without_start_options()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc("Main", context => context.Version),
            services: services => services.Configure<DurableTaskClientOptions>(options => options.DefaultVersion = "3.0"));

        Assert.Equal("3.0", (await fixture.RunAsync("Main")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("", "", 0)]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("2.0", "2.0", 0)]
    [InlineData("alpha", "BETA", -1)]
    [InlineData("Alpha", "aLPHA", 0)]
    public async Task CompareVersionTo_orders_none_then_numbers_then_text(string own, string other, int sign)
    {
        await using var fixture = await Main.StartAsync(
            Memory.Kept, context => Task.FromResult<object?>(Math.Sign(context.CompareVersionTo(other))));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = own });

        Assert.Equal(sign, result.ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task GetInput_gives_the_input(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, int>("Main", (context, _) => context.GetInput<int>()), memory);

        Assert.Equal(5, (await fixture.RunAsync("Main", 5)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task GetInput_of_another_type_than_the_declared_one_is_an_invalid_cast(Memory memory)
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<int, string?>("Main", (context, _) => context.GetInput<string>()), memory);

        Assert.Equal(typeof(InvalidCastException).FullName, (await fixture.RunAsync("Main", 5)).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task GetInput_on_Functions_reads_the_input_anew_for_any_type()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(
            Memory.Kept,
            context => Task.FromResult<object?>($"{context.GetInput<int>()} {context.GetInput<double>()} {context.GetInput<JsonElement>()}"));

        Assert.Equal("5 5 5", (await fixture.RunAsync("Main", 5)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task GetInput_on_Functions_gives_the_default_for_no_input()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(
            Memory.Kept, context => Task.FromResult<object?>(context.GetInput<int>()));

        Assert.Equal(0, (await fixture.RunAsync("Main")).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task SendEvent_reaches_another_instance(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            context =>
            {
                context.SendEvent("receiver", "word", "hello");
                return Task.FromResult<object?>(null);
            },
            registry => registry.AddOrchestratorFunc("Receiver", context => context.WaitForExternalEvent<string>("word")));
        await fixture.StartInstanceAsync("Receiver", options: new StartOrchestrationOptions("receiver"));

        await fixture.RunAsync("Main");

        Assert.Equal("hello", (await fixture.CompletionAsync("receiver")).ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task SendEvent_to_nobody_is_dropped(Memory memory)
    {
        var result = await Main.RunAsync(memory, context =>
        {
            context.SendEvent("nobody", "word", "hello");
            return Task.FromResult<object?>(null);
        });

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task SendEvent_to_a_blank_id_is_an_argument_exception(string target)
    {
        var result = await Main.RunAsync(Memory.Kept, context =>
        {
            context.SendEvent(target, "word", "hello");
            return Task.FromResult<object?>(null);
        });

        Assert.Equal(typeof(ArgumentException).FullName, result.FailureDetails!.ErrorType);
    }

    [Theory, BothMemories]
    public async Task SetCustomStatus_shows_the_last_value_of_a_turn(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            context.SetCustomStatus("one");
            context.SetCustomStatus("two");
            return await context.WaitForExternalEvent<int>("go");
        });
        var id = await fixture.StartInstanceAsync("Main");

        Assert.Equal("two", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [Theory, BothMemories]
    public async Task SetCustomStatus_stays_while_later_turns_set_none(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            context.SetCustomStatus("one");
            await context.CallActivityAsync("Echo");
            return await context.WaitForExternalEvent<int>("go");
        });
        var id = await fixture.StartInstanceAsync("Main");

        Assert.Equal("one", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [Theory, BothMemories]
    public async Task SetCustomStatus_null_clears_it(Memory memory)
    {
        var result = await Main.RunAsync(memory, async context =>
        {
            context.SetCustomStatus("one");
            await context.CallActivityAsync("Echo");
            context.SetCustomStatus(null);
            return null;
        });

        Assert.Null(result.SerializedCustomStatus);
    }

    [Theory, BothMemories]
    public async Task SetCustomStatus_is_kept_by_a_finished_instance(Memory memory)
    {
        var result = await Main.RunAsync(memory, context =>
        {
            context.SetCustomStatus(new { Step = 3 });
            return Task.FromResult<object?>(null);
        });

        Assert.Equal("""{"Step":3}""", result.SerializedCustomStatus);
    }

    [Theory, BothMemories]
    public async Task SetCustomStatus_is_kept_by_a_failed_instance(Memory memory)
    {
        var result = await Main.RunAsync(memory, context =>
        {
            context.SetCustomStatus("before");
            throw new InvalidOperationException();
        });

        Assert.Equal("before", result.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Properties_are_empty_unless_a_host_sets_some() =>
        Assert.Equal(0, await Main.ResultAsync<int>(Memory.Kept, context => Task.FromResult<object?>(context.Properties.Count)));

    [Fact]
    public async Task MaximumTimerInterval_is_three_days_by_default() =>
        Assert.Equal(TimeSpan.FromDays(3), await Task.FromResult(new DurableTaskWorkerOptions().MaximumTimerInterval));
}
