using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ActivityTests
{
    [Theory, BothMemories]
    public async Task Result_comes_back_as_the_type_asked_for(Memory memory) =>
        Assert.Equal(2.5, await Main.ResultAsync<double>(memory, async context => await context.CallActivityAsync<double>("Echo", 2.5)));

    [Theory, BothMemories]
    public async Task Call_without_a_result_type_completes(Memory memory) =>
        Assert.Equal(1, await Main.ResultAsync<int>(memory, async context =>
        {
            await context.CallActivityAsync("Echo", 5);
            return 1;
        }));

    [Theory]
    [InlineData("[x]")]
    [InlineData("[")]
    [InlineData("")]
    [InlineData("it's <b>\u00e4</b>")]
    public async Task Text_goes_there_and_back(string text) =>
        Assert.Equal(text, await Main.ResultAsync<string>(Memory.Kept, async context => await context.CallActivityAsync<string>("Echo", text)));

    [Fact]
    public async Task Array_goes_there_and_back()
    {
        var result = await Main.ResultAsync<int[]>(
            Memory.Kept, async context => await context.CallActivityAsync<int[]>("Echo", new[] { 1, 2 }));

        Assert.Equal([1, 2], result!);
    }

    [Fact]
    public async Task Nested_array_goes_there_and_back()
    {
        var result = await Main.ResultAsync<int[][]>(
            Memory.Kept, async context => await context.CallActivityAsync<int[][]>("Echo", new int[][] { [1], [] }));

        Assert.Equal([[1], []], result!);
    }

    [Fact]
    public async Task No_input_is_null_for_a_text_parameter() =>
        Assert.Equal("null", await Main.ResultAsync<string>(
            Memory.Kept,
            async context => await context.CallActivityAsync<string>("Text"),
            registry => registry.AddActivityFunc<string?, string>("Text", (_, input) => input ?? "null")));

    [Fact]
    public async Task No_input_for_a_number_parameter_is_a_json_exception_in_the_activity()
    {
        var result = await Main.RunAsync(
            Memory.Kept,
            async context => await context.CallActivityAsync<int>("Number"),
            registry => registry.AddActivityFunc<int, int>("Number", (_, input) => input));

        Assert.Equal(typeof(JsonException).FullName, result.FailureDetails!.InnerFailure!.ErrorType);
    }

    [Theory, BothMemories]
    public async Task Options_given_as_the_input_are_an_argument_exception(Memory memory)
    {
        var result = await Main.ResultAsync<string>(memory, async context =>
        {
            object options = new TaskOptions();
            var refused = await Assert.ThrowsAsync<ArgumentException>(() => context.CallActivityAsync("Echo", options));
            return refused.ParamName;
        });

        Assert.Equal("input", result);
    }

    [Theory, BothMemories]
    public async Task No_result_is_the_default_of_the_type_asked_for(Memory memory) =>
        Assert.Equal(0, await Main.ResultAsync<int>(memory, async context => await context.CallActivityAsync<int>("Echo")));

    [Theory, BothMemories]
    public async Task Result_of_a_wrong_type_is_a_json_exception_that_can_be_caught(Memory memory)
    {
        var caught = await Main.ResultAsync<string>(memory, async context =>
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => context.CallActivityAsync<int>("Echo", "text"));
            return failure.GetType().Name;
        });

        Assert.Equal(nameof(JsonException), caught);
    }

    [Fact]
    public async Task Context_has_the_instance_id_and_the_name()
    {
        await using var fixture = await Main.StartAsync(
            Memory.Kept,
            async context => await context.CallActivityAsync<string>("Who"),
            registry => registry.AddActivityFunc("Who", context => $"{context.Name} {context.InstanceId}"));

        var result = await fixture.RunAsync("Main");

        Assert.Equal($"Who {result.InstanceId}", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Version_is_that_of_the_instance(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallActivityAsync<string>("Version"),
            registry => registry.AddActivityFunc("Version", context => context.Version));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "4.5" });

        Assert.Equal("4.5", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Version_of_the_options_goes_before_that_of_the_instance(Memory memory)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallActivityAsync<string>("Version", null, new TaskOptions { Version = "9" }),
            registry => registry.AddActivityFunc("Version", context => context.Version));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "4.5" });

        Assert.Equal("9", result.ReadOutputAs<string>());
    }

    [Theory, BothMemories]
    public async Task Results_are_handed_out_by_call_not_by_order_of_arrival(Memory memory)
    {
        var results = await Main.ResultAsync<int[]>(memory, async context =>
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => context.CallActivityAsync<int>("Echo", i))));

        Assert.Equal(Enumerable.Range(0, 50), results!);
    }

    [Theory, BothMemories]
    public async Task Activity_runs_once_for_one_call(Memory memory)
    {
        var count = 0;
        await Main.RunAsync(
            memory,
            async context =>
            {
                await context.CallActivityAsync("Count");
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                await context.CallActivityAsync("Echo");
                return null;
            },
            registry => registry.AddActivityFunc("Count", _ => { Interlocked.Increment(ref count); }));

        Assert.Equal(1, count);
    }

    [Theory, BothMemories]
    public async Task WhenAny_goes_on_with_the_first(Memory memory)
    {
        var gate = new TaskCompletionSource();
        await using var fixture = await Main.StartAsync(
            memory,
            async context =>
            {
                var slow = context.CallActivityAsync("Slow");
                var quick = context.CallActivityAsync("Echo");
                context.SetCustomStatus(await Task.WhenAny(slow, quick) == quick ? "quick" : "slow");
                await slow;
                return null;
            },
            registry => registry.AddActivityFunc("Slow", _ => gate.Task.WaitAsync(Fixture.Patience)));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        gate.SetResult();

        Assert.NotNull((await fixture.CompletionAsync(id)).SerializedCustomStatus);
    }

    [Fact]
    public async Task Payloads_keep_their_property_names() =>
        Assert.Equal("""{"Name":"x","Size":2}""", await RawResultAsync(new { Name = "x", Size = 2 }));

    [Fact]
    public async Task Payloads_write_enums_as_numbers() => Assert.Equal("4", await RawResultAsync(DayOfWeek.Thursday));

    [Fact]
    public async Task Payloads_include_fields() => Assert.Equal("""{"Value":3}""", await RawResultAsync(new WithField { Value = 3 }));

    [Fact]
    public async Task Payloads_escape_apostrophes() => Assert.Equal("\"it\\u0027s\"", await RawResultAsync("it's"));

    [Fact]
    public async Task Payloads_are_read_with_regard_to_case()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc<Sized, int>("Main", (_, input) => input.Size));

        Assert.Equal(0, (await fixture.RunAsync("Main", new { size = 5 })).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Payloads_are_written_by_their_runtime_type()
    {
        Sized more = new Coloured(1, "red");

        Assert.Equal("""{"Colour":"red","Size":1}""", await RawResultAsync(more));
    }

    private static async Task<string?> RawResultAsync(object value) =>
        (await Main.RunAsync(Memory.Kept, _ => Task.FromResult<object?>(value))).SerializedOutput;

    private record Sized(int Size);

    private sealed record Coloured(int Size, string Colour) : Sized(Size);

    private sealed class WithField
    {
        public int Value;
    }
}
