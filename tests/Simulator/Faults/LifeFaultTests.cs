using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Faults;

public sealed class LifeFaultTests
{
    public static TheoryData<string> Dialects => [.. DialectCase.All.Select(dialect => dialect.Name)];

    /// <summary>Dialect, fault, the status that the dialect shows, the error text or code that tells the ends apart.</summary>
    public static readonly TheoryData<string, string, string, string> Ends = new()
    {
        { "tokenhub", "failed", "failed", "InternalServiceError" },
        { "tokenhub", "moderation", "failed", "OutputVideoSensitiveContentDetected" },
        { "tokenhub", "cancelled", "cancelled", "task_cancelled" },
        { "tokenhub", "expired", "expired", "task_expired" },
        { "gogogotoken", "failed", "failed", "InternalServiceError" },
        { "gogogotoken", "moderation", "failed", "OutputVideoSensitiveContentDetected" },
        { "gogogotoken", "cancelled", "cancelled", "task_cancelled" },
        { "gogogotoken", "expired", "expired", "task_expired" },
        { "tokenlab", "failed", "failed", "InternalServiceError" },
        { "tokenlab", "failed form=string", "failed", "\"error\":\"The service encountered" },
        { "tokenlab", "moderation", "failed", "OutputVideoSensitiveContentDetected" },
        { "tokenlab", "cancelled", "failed", "\"cancelled\":true,\"cancellation_status\":\"cancelled\"" },
        { "tokenlab", "expired", "failed", "task_expired" },
        { "seedanceapi", "failed", "FAILED", "unexpected internal error" },
        { "seedanceapi", "moderation", "FAILED", "sensitive information" },
        { "seedanceapi", "cancelled", "FAILED", "was cancelled" },
        { "seedanceapi", "expired", "FAILED", "expired" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Task_ends_as_the_fault_says(string name, string fault, string status, string told)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var (_, done) = await dialect.FinishAsync(simulator, $"a cup [fault:{fault}]");

        Assert.Equal(status, dialect.StatusOf(done));
        Assert.Contains(told, done.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(dialect.UrlOf(done));
    }

    [Theory]
    [InlineData("tokenhub", 0)]
    [InlineData("gogogotoken", 0)]
    [InlineData("tokenlab", 0)]
    [InlineData("seedanceapi", 240)]
    public async Task Failure_is_billed_only_where_nothing_is_refunded(string name, int amount)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        await DialectCase.Named(name).FinishAsync(simulator, "a cup [fault:failed]");

        Assert.Equal(amount, (decimal)(await simulator.GetAsync("/admin/tasks")).Json[0]!["billed_amount"]!);
    }

    [Theory]
    [InlineData("tokenhub", "0.50", "\"video_duration\":2.5")]
    [InlineData("gogogotoken", "0.38115", "\"completion_tokens\":54450")]
    [InlineData("tokenlab", "0.368338", "\"completion_tokens\":54450")]
    [InlineData("seedanceapi", "120", "\"consumed_credits\":120")]
    public async Task Partly_billed_failure_reports_its_part(string name, string amount, string told)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var (_, done) = await DialectCase.Named(name).FinishAsync(simulator, "a cup [fault:failed-billed]");

        Assert.Contains(told, done.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(decimal.Parse(amount, null), (decimal)(await simulator.GetAsync("/admin/tasks")).Json[0]!["billed_amount"]!);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Stuck_task_runs_for_ever(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);
        var id = dialect.IdOf((await dialect.SubmitAsync(simulator, "a cup [fault:stuck]")).Json);
        simulator.Time.Advance(5);
        var running = dialect.StatusOf((await dialect.PollAsync(simulator, id)).Json);

        simulator.Time.Advance(30 * 86_400);
        var later = dialect.StatusOf((await dialect.PollAsync(simulator, id)).Json);

        Assert.Equal(running, later);
        Assert.NotEqual(dialect.Succeeded, later);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Slow_task_takes_so_much_longer(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);
        var (id, early) = await dialect.FinishAsync(simulator, "a cup [fault:slow seconds=20]");

        simulator.Time.Advance(20);
        var late = (await dialect.PollAsync(simulator, id)).Json;

        Assert.NotEqual(dialect.Succeeded, dialect.StatusOf(early));
        Assert.Equal(dialect.Succeeded, dialect.StatusOf(late));
    }

    [Fact]
    public async Task Late_task_succeeds_although_it_was_cancelled()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named("tokenlab");
        var id = dialect.IdOf((await dialect.SubmitAsync(simulator, "a cup [fault:late seconds=3600]")).Json);

        var cancelled = await simulator.DeleteAsync($"/v1/tasks/{id}");
        simulator.Time.Advance(3601);
        var done = (await dialect.PollAsync(simulator, id)).Json;

        Assert.True((bool)cancelled.Json["cancelled"]!);
        Assert.Equal("completed", dialect.StatusOf(done));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Success_may_come_without_a_URL_or_with_a_private_one(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var (_, missing) = await dialect.FinishAsync(simulator, "a cup [fault:missing-url]");
        var (_, foreign) = await dialect.FinishAsync(simulator, "a cup [fault:private-url url=http://192.168.0.9/v.mp4]");

        Assert.Equal(dialect.Succeeded, dialect.StatusOf(missing));
        Assert.Null(dialect.UrlOf(missing));
        Assert.Equal("http://192.168.0.9/v.mp4", dialect.UrlOf(foreign));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Result_may_stand_elsewhere(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var (id, plain) = await dialect.FinishAsync(simulator, "a cup [fault:result-shape]");
        var (_, video) = await dialect.FinishAsync(simulator, "a cup [fault:result-shape as=video]");
        var (_, videos) = await dialect.FinishAsync(simulator, "a cup [fault:result-shape as=videos]");

        Assert.Null(dialect.UrlOf(plain));
        Assert.Contains($"\"result_url\":\"{simulator.Origin}/assets/{id}/video.mp4\"", plain.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"video\":{\"url\":\"http", video.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"videos\":[{\"url\":\"http", videos.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenhub", "\"video_duration\":15")]
    [InlineData("gogogotoken", "\"completion_tokens\":326700")]
    [InlineData("tokenlab", "\"completion_tokens\":326700")]
    [InlineData("seedanceapi", "\"consumed_credits\":720")]
    public async Task Bill_may_exceed_the_order(string name, string told)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var (_, done) = await DialectCase.Named(name).FinishAsync(simulator, "a cup [fault:over-billed factor=3]");

        Assert.Contains(told, done.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenhub", "usage")]
    [InlineData("gogogotoken", "usage")]
    [InlineData("seedanceapi", "consumed_credits")]
    public async Task Success_may_come_without_its_bill_and_is_charged_all_the_same(string name, string field)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);

        var (_, told) = await dialect.FinishAsync(simulator, "a cup");
        var (_, silent) = await dialect.FinishAsync(simulator, "a cup [fault:no-usage]");
        var tasks = (await simulator.GetAsync("/admin/tasks")).Json;

        Assert.Contains($"\"{field}\":", told.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{field}\":", silent.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((decimal)tasks[0]!["billed_amount"]!, (decimal)tasks[1]!["billed_amount"]!);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Unknown_status_is_shown_so_many_times(string name)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.Named(name);
        var (id, first) = await dialect.FinishAsync(simulator, "a cup [fault:unknown-status as=archiving times=2]");

        JsonNode second = (await dialect.PollAsync(simulator, id)).Json;
        JsonNode third = (await dialect.PollAsync(simulator, id)).Json;

        Assert.Equal(
            ("archiving", "archiving", dialect.Succeeded), (dialect.StatusOf(first), dialect.StatusOf(second), dialect.StatusOf(third)));
    }

    [Theory]
    [InlineData("poll-429", 429, 1)]
    [InlineData("poll-5xx", 500, 3)]
    [InlineData("poll-5xx status=502 times=2", 502, 2)]
    [InlineData("poll-404", 404, 1)]
    [InlineData("poll-unreadable", 200, 1)]
    [InlineData("poll-error-code times=2", 200, 2)]
    public async Task Status_calls_fail_so_many_times_in_every_dialect(string fault, int status, int times)
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        foreach (var dialect in DialectCase.All)
        {
            var id = dialect.IdOf((await dialect.SubmitAsync(simulator, $"a cup [fault:{fault}]")).Json);
            for (var turn = 0; turn < times; turn++)
            {
                var bad = await dialect.PollAsync(simulator, id);
                Assert.Equal(status, bad.Status);
                Assert.Equal(fault != "poll-unreadable", bad.IsJson() && dialect.ErrorCodeOf(bad.Json) is not null);
            }

            Assert.Equal(dialect.Succeeded, dialect.StatusOf((await dialect.PollAsync(simulator, id)).Json));
        }
    }

    [Fact]
    public async Task Status_calls_may_be_cut_or_hang()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var dialect = DialectCase.All[0];
        var id = dialect.IdOf((await dialect.SubmitAsync(simulator, "a cup [fault:poll-reset][fault:poll-hang seconds=20]")).Json);

        await Assert.ThrowsAsync<HttpRequestException>(() => dialect.PollAsync(simulator, id));
        var pending = dialect.PollAsync(simulator, id);
        await simulator.Time.TimerAsync(20);
        simulator.Time.Advance(20);
        await Assert.ThrowsAsync<HttpRequestException>(() => pending);

        Assert.Equal(dialect.Succeeded, dialect.StatusOf((await dialect.PollAsync(simulator, id)).Json));
    }
}
