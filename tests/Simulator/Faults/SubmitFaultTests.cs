using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Faults;

public sealed class SubmitFaultTests
{
    public static TheoryData<string> Dialects => [.. DialectCase.All.Select(dialect => dialect.Name)];

    /// <summary>Every dialect, with every way to fail before a task exists, and the status that the caller sees.</summary>
    public static TheoryData<string, string, int> BeforeAcceptance
    {
        get
        {
            var rows = new TheoryData<string, string, int>();
            foreach (var dialect in DialectCase.All)
            {
                rows.Add(dialect.Name, "429", 429);
                rows.Add(dialect.Name, "rate-limited", 429);
                rows.Add(dialect.Name, "error-before", 500);
                rows.Add(dialect.Name, "error-before status=502", 502);
                rows.Add(dialect.Name, "503", 503);
                rows.Add(dialect.Name, "redirect", 307);
                rows.Add(dialect.Name, "redirect status=302", 302);
                rows.Add(dialect.Name, "error-code", 200);
                rows.Add(dialect.Name, "moderation-before", 400);
                rows.Add(dialect.Name, "bad-image", 400);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(BeforeAcceptance))]
    public async Task Fault_before_acceptance_leaves_no_task(string name, string fault, int status)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var answer = await dialect.SubmitAsync(simulator, $"a cup [fault:{fault}]");

        Assert.Equal(status, answer.Status);
        Assert.Empty((await simulator.GetAsync("/admin/tasks")).Json.AsArray());
        Assert.Equal((1, 0, 1), await CountsAsync(simulator));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Rate_limit_names_the_wait_and_ends_after_its_times(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);
        const string Prompt = "a cup [fault:429 retry_after=3 times=2]";

        var first = await dialect.SubmitAsync(simulator, Prompt);
        var second = await dialect.SubmitAsync(simulator, Prompt);
        var third = await dialect.SubmitAsync(simulator, Prompt);

        Assert.Equal((429, 429, 200), (first.Status, second.Status, third.Status));
        Assert.Equal(TimeSpan.FromSeconds(3), first.Headers.RetryAfter!.Delta);
        Assert.Equal((3, 1, 2), await CountsAsync(simulator));
    }

    [Fact]
    public async Task Unavailable_carries_Retry_After_only_when_asked()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.All[0];

        var silent = await dialect.SubmitAsync(simulator, "one", "503");
        var told = await dialect.SubmitAsync(simulator, "two", "unavailable retry_after=9");

        Assert.Null(silent.Headers.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), told.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("tokenhub", "balance", "insufficient_balance")]
    [InlineData("tokenhub", "key", "invalid_api_key")]
    [InlineData("tokenhub", "internal", "internal_error")]
    [InlineData("gogogotoken", "balance", "insufficient_quota")]
    [InlineData("tokenlab", "balance", "insufficient_balance")]
    [InlineData("seedanceapi", "balance", "INSUFFICIENT_CREDITS")]
    [InlineData("seedanceapi", "internal", "INTERNAL_ERROR")]
    public async Task Error_code_comes_with_200_in_the_dialects_words(string name, string kind, string code)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var answer = await dialect.SubmitAsync(simulator, "a cup", $"error-code as={kind}");

        Assert.Equal((200, code), (answer.Status, dialect.ErrorCodeOf(answer.Json)));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Server_error_after_acceptance_hides_a_task_that_exists(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var answer = await dialect.SubmitAsync(simulator, "a cup [fault:error-after status=504]");

        Assert.Equal(504, answer.Status);
        Assert.Equal((1, 1, 1), await CountsAsync(simulator));
        await AssertFinishesAsync(simulator, dialect);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Reset_before_and_after_acceptance_differ_only_in_the_task(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        await Assert.ThrowsAsync<HttpRequestException>(() => dialect.SubmitAsync(simulator, "a cup [fault:reset-before]"));
        Assert.Equal((1, 0, 1), await CountsAsync(simulator));
        await Assert.ThrowsAsync<HttpRequestException>(() => dialect.SubmitAsync(simulator, "a cup [fault:reset-after]"));
        Assert.Equal((2, 1, 2), await CountsAsync(simulator));
        await AssertFinishesAsync(simulator, dialect);
    }

    [Theory]
    [InlineData("hang-before", 0)]
    [InlineData("timeout-before", 0)]
    [InlineData("hang-after", 1)]
    [InlineData("timeout-after", 1)]
    public async Task Hang_ends_in_a_cut_connection_when_its_time_is_over(string fault, int accepted)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.All[0];

        var pending = dialect.SubmitAsync(simulator, $"a cup [fault:{fault} seconds=30]");
        await simulator.Time.TimerAsync(30);
        Assert.False(pending.IsCompleted);
        simulator.Time.Advance(30);

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        Assert.Equal((1, accepted, 1), await CountsAsync(simulator));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Answer_without_a_task_id_keeps_its_other_fields(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var answer = await dialect.SubmitAsync(simulator, "a cup [fault:no-task-id]");
        var id = await OnlyTaskAsync(simulator);

        Assert.Equal(200, answer.Status);
        Assert.NotNull(dialect.StatusOf(answer.Json));
        Assert.DoesNotContain(id, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Unreadable_answer_is_a_200_that_is_not_JSON(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var answer = await dialect.SubmitAsync(simulator, "a cup [fault:unreadable]");

        Assert.Equal((200, false), (answer.Status, answer.IsJson()));
        await AssertFinishesAsync(simulator, dialect);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Wrapped_answers_hold_the_documented_body_in_data_data(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var created = (await dialect.SubmitAsync(simulator, "a cup [fault:wrapped]")).Json;
        var id = (string?)created["data"]!["task_id"];
        simulator.Time.Advance(10);
        var done = (await dialect.PollAsync(simulator, id)).Json;

        Assert.Equal("success", (string?)created["code"]);
        Assert.Equal(id, dialect.IdOf(created["data"]!["data"]!));
        Assert.Equal("SUCCESS", (string?)done["data"]!["status"]);
        Assert.Equal(dialect.Succeeded, dialect.StatusOf(done["data"]!["data"]!));
    }

    [Fact]
    public async Task Poll_url_of_another_host_is_given_when_asked()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await DialectCase.Named("tokenlab").SubmitAsync(simulator, "a cup [fault:foreign-poll-url]");

        Assert.StartsWith("http://attacker.example/v1/tasks/", (string?)answer.Json["poll_url"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[fault:no-such-fault]")]
    [InlineData("[fault:429 retry=3]")]
    [InlineData("[fault:429 retry_after=soon]")]
    [InlineData("[fault:failed-billed part=2]")]
    [InlineData("[fault:]")]
    public async Task Fault_that_makes_no_sense_is_refused_not_ignored(string marker)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await DialectCase.All[0].SubmitAsync(simulator, $"a cup {marker}");

        Assert.Equal((400, "simulator_unknown_fault"), (answer.Status, (string?)answer.Json["error"]!["code"]));
    }

    [Fact]
    public async Task Header_may_name_several_faults()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.All[0];

        var first = await dialect.SubmitAsync(simulator, "a cup", "429, error-after");
        var second = await dialect.SubmitAsync(simulator, "a cup", "429, error-after");

        Assert.Equal((429, 500), (first.Status, second.Status));
        Assert.Equal((2, 1, 2), await CountsAsync(simulator));
    }

    private static async Task AssertFinishesAsync(SimulatorHost simulator, DialectCase dialect)
    {
        simulator.Time.Advance(10);
        var done = await dialect.PollAsync(simulator, await OnlyTaskAsync(simulator));
        Assert.Equal(dialect.Succeeded, dialect.StatusOf(done.Json));
    }

    private static async Task<string> OnlyTaskAsync(SimulatorHost simulator) =>
        (string)Assert.Single((await simulator.GetAsync("/admin/tasks")).Json.AsArray())!["id"]!;

    private static async Task<(int Received, int Accepted, int Faulted)> CountsAsync(SimulatorHost simulator)
    {
        JsonNode stats = (await simulator.GetAsync("/admin/stats")).Json;
        return ((int)stats["received"]!, (int)stats["accepted"]!, (int)stats["faulted"]!);
    }
}
