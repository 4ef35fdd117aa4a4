namespace VideoPipeline.Cli.Tests.Videos;

public sealed class WatchCommandTests
{
    [Fact]
    public async Task Every_change_is_a_line_and_the_end_is_summed_up()
    {
        using var cli = new CliRun();
        cli.Host.InTurn(
            "GET /api/videos/a", JobJson.Of("a", "queued"), JobJson.Of("a", "running"), JobJson.Of("a", "running"), JobJson.Succeeded("a"));

        var result = await cli.Async("watch", "a");

        Assert.Equal(0, result.Exit);
        Assert.Collection(
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains("0.0s  a  queued (tokenhub)  [0/1]", line, StringComparison.Ordinal),
            line => Assert.Contains("1.0s  a  running (tokenhub)  [0/1]", line, StringComparison.Ordinal),
            line => Assert.Contains("3.0s  a  succeeded (tokenhub)  [1/1]", line, StringComparison.Ordinal),
            line => Assert.Contains("a  succeeded  $1.00  videos/a/video.mp4", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_json_there_is_one_line_per_job_in_the_order_asked_for()
    {
        using var cli = new CliRun();
        cli.Host.InTurn("GET /api/videos/a", JobJson.Of("a", "running"), JobJson.Succeeded("a")).On("GET /api/videos/b", JobJson.Failed("b"));

        var result = await cli.Async("watch", "a", "b", "a", "--json");

        Assert.Equal(1, result.Exit);
        Assert.Equal(["a", "b"], result.JsonLines.Select(job => job.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_settled_job_is_not_asked_for_again()
    {
        using var cli = new CliRun();
        cli.Host.InTurn("GET /api/videos/a", JobJson.Of("a", "running"), JobJson.Of("a", "running"), JobJson.Succeeded("a"))
            .On("GET /api/videos/b", JobJson.Succeeded("b"));

        await cli.Async("watch", "a", "b");

        Assert.Single(cli.Host.CallsTo("GET /api/videos/b"));
    }

    [Fact]
    public async Task A_failure_shows_its_reason()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Failed("a"));

        var result = await cli.Async("watch", "a");

        Assert.Equal(1, result.Exit);
        Assert.Contains("moderated: The provider refused the prompt.", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_job_that_is_answered_for_is_followed_until_it_has_moved()
    {
        using var cli = new CliRun();
        var answered = JobJson.Of("a", "ambiguous", "\"pending_answer\":{\"action\":\"resubmit\",\"answered_at\":\"2026-11-20T12:00:00Z\"}");
        cli.Host.InTurn("GET /api/videos/a", answered, answered, JobJson.Of("a", "submitting"), JobJson.Succeeded("a"));

        var result = await cli.Async("watch", "a");

        Assert.Equal(0, result.Exit);
        Assert.Equal(4, cli.Host.CallsTo("GET /api/videos/a").Count);
    }

    [Fact]
    public async Task An_ambiguous_job_shows_how_to_resolve_it()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Of("a", "ambiguous"));

        var result = await cli.Async("watch", "a");

        Assert.Equal(1, result.Exit);
        Assert.Contains("videopipeline resolve a", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_restarts_meanwhile_is_waited_for()
    {
        using var cli = new CliRun();
        cli.Host.InTurn(
            "GET /api/videos/a",
            [_ => StubHost.Json(JobJson.Of("a", "running")), .. Enumerable.Repeat<Func<Call, HttpResponseMessage>>(_ => StubHost.Refuse(), 5), _ => StubHost.Json(JobJson.Succeeded("a"))]);

        var result = await cli.Async("watch", "a");

        Assert.Equal(0, result.Exit);
    }

    [Fact]
    public async Task A_host_that_stays_away_is_given_up_after_a_minute()
    {
        using var cli = new CliRun();
        cli.Host.InTurn("GET /api/videos/a", _ => StubHost.Json(JobJson.Of("a", "running")), _ => StubHost.Refuse());
        var start = cli.Time.GetUtcNow();

        var result = await cli.Async("watch", "a");

        Assert.Equal(3, result.Exit);
        Assert.InRange(cli.Time.GetUtcNow() - start, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task An_interruption_ends_it_with_130_and_leaves_the_job_alone()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Of("a", "running"));
        cli.Time.Waiting = _ =>
        {
            if (cli.Time.Waits.Count == 3)
            {
                cli.Interruption.Cancel();
            }
        };

        var result = await cli.Async("watch", "a");

        Assert.Equal(130, result.Exit);
        Assert.All(cli.Host.Calls, call => Assert.Equal("GET /api/videos/a", call.Route));
    }

    [Fact]
    public async Task An_unknown_job_is_the_hosts_refusal()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", """{"title":"No such job.","code":"not_found"}""", System.Net.HttpStatusCode.NotFound);

        Assert.Equal(4, (await cli.Async("watch", "a")).Exit);
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_bar_per_job_and_one_for_all()
    {
        using var cli = new CliRun { OutIsTerminal = true };
        cli.Host.InTurn("GET /api/videos/a", JobJson.Of("a", "running"), JobJson.Succeeded("a"))
            .InTurn("GET /api/videos/b", JobJson.Of("b", "storing"), JobJson.Succeeded("b"));

        var result = await cli.Async("watch", "a", "b");

        Assert.Equal(0, result.Exit);
        Assert.Contains("100%", result.Out, StringComparison.Ordinal);
        Assert.Contains("all", result.Out, StringComparison.Ordinal);
    }
}
