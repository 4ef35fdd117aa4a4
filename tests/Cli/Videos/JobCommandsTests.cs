using System.Net;

namespace VideoPipeline.Cli.Tests.Videos;

public sealed class JobCommandsTests
{
    [Fact]
    public async Task Get_shows_the_job_and_its_bill()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a", billed: "1.234567"));

        var result = await cli.Async("get", "a");

        Assert.Equal(0, result.Exit);
        Assert.Matches(@"billed +\$1\.234567  5 seconds \(provider\)", result.Out);
        Assert.Matches(@"sha256 +" + JobJson.Sha256, result.Out);
        Assert.Contains("videopipeline content a", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_shows_what_the_provider_said()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Failed("a"));

        var result = await cli.Async("get", "a");

        Assert.Equal(0, result.Exit);
        Assert.Matches(@"error +moderated: The provider refused the prompt\.", result.Out);
        Assert.Matches(@"provider said +1301: sensitive", result.Out);
    }

    [Fact]
    public async Task List_passes_its_filters_on_and_shows_a_row_per_job()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos", """
            {"videos":[{"id":"a","status":"succeeded","provider":"tokenhub","batch_id":"b1","created_at":"2026-11-20T12:00:00+00:00","links":{}},
                       {"id":"b","status":"running","created_at":"2026-11-20T11:00:00+00:00","links":{}}],"cursor":"c&1"}
            """);

        var result = await cli.Async("list", "--status", "failed", "--batch", "b1", "--created-after", "2026-11-01T00:00:00+01:00", "--limit", "2");

        Assert.Equal(0, result.Exit);
        Assert.Equal("?status=failed&batch_id=b1&created_after=2026-11-01T00%3A00%3A00%2B01%3A00&limit=2", cli.Host.Calls[0].Query);
        Assert.Matches("(?m)^a +succeeded +tokenhub +b1 +2026-11-20 12:00:00", result.Out);
        Assert.Contains("--cursor c&1", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_asks_the_host_to()
    {
        using var cli = new CliRun();
        cli.Host.On("DELETE /api/videos/a", JobJson.Of("a", "running"), HttpStatusCode.Accepted);

        var result = await cli.Async("cancel", "a");

        Assert.Equal(0, result.Exit);
        Assert.Contains("a  cancellation requested, status running", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--task-id t-9", """{"task_id":"t-9"}""")]
    [InlineData("--resubmit", """{"action":"resubmit"}""")]
    [InlineData("--abandon", """{"action":"abandon"}""")]
    public async Task Resolve_sends_the_one_answer_given(string options, string body)
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/videos/a/resolve", JobJson.Of("a", "running"));

        var result = await cli.Async(["resolve", "a", .. options.Split(' ')]);

        Assert.Equal(0, result.Exit);
        Assert.Equal(body, cli.Host.Calls[0].Body);
    }

    [Fact]
    public async Task Resolve_shows_the_operators_key_to_the_host_and_other_calls_do_not()
    {
        using var cli = new CliRun();
        cli.Variables["VIDEOPIPELINE_OPERATOR_KEY"] = "from-env";
        cli.Host.On("POST /api/videos/a/resolve", JobJson.Of("a", "running")).On("GET /api/videos/a", JobJson.Of("a", "running"));

        await cli.Async("resolve", "a", "--abandon");
        await cli.Async("resolve", "a", "--abandon", "--operator-key", "from-option");
        await cli.Async("get", "a");

        Assert.Equal(["from-env", "from-option", null], cli.Host.Calls.Select(call => call.Header("x-operator-key")));
    }

    [Fact]
    public async Task Resolve_is_never_sent_twice()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/videos/a/resolve", _ => StubHost.Refuse());

        var result = await cli.Async("resolve", "a", "--resubmit");

        Assert.Equal(3, result.Exit);
        Assert.Single(cli.Host.Calls);
    }

    [Fact]
    public async Task Resolve_shows_that_somebody_was_faster()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/videos/a/resolve", """{"title":"Resolved already.","code":"already_resolved"}""", HttpStatusCode.Conflict);

        var result = await cli.Async("resolve", "a", "--abandon");

        Assert.Equal(4, result.Exit);
        Assert.Contains("already_resolved", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quote_compares_the_providers_and_says_why_others_cannot()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/quotes", QuoteJson);

        var result = await cli.Async("quote", "--prompt", "x");

        Assert.Equal(0, result.Exit);
        Assert.Matches(@"(?m)^tokenlab +\$0\.736676 +108900 +tokens +computed", result.Out);
        Assert.Matches(@"(?m)^seedanceapi +- .*duration: Must be 5, 10 or 15\.", result.Out);
        Assert.Contains("Cheapest: tokenlab at $0.736676", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quote_fails_when_nobody_can()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/quotes", """{"offers":[],"refused":[{"provider":"tokenhub","reasons":[]}]}""");

        var result = await cli.Async("quote", "--prompt", "x");

        Assert.Equal(1, result.Exit);
        Assert.Contains("No configured provider can do this.", result.Out, StringComparison.Ordinal);
    }

    private const string QuoteJson = """
        {"model":"seedance-2.0","cheapest":"tokenlab","offers":[
          {"provider":"tokenlab","upstream_model":"m","quote":{"unit":"tokens","quantity":"108900","unit_price":"0.00000676470588","currency":"USD","amount":"0.736676","amount_usd":"0.736676","source":"computed","price_book":"1"}},
          {"provider":"tokenhub","upstream_model":"m","quote":{"unit":"seconds","quantity":"5","unit_price":"0.2","currency":"USD","amount":"1","amount_usd":"1","source":"computed","price_book":"1"}}],
         "refused":[{"provider":"seedanceapi","reasons":[{"field":"duration","code":"not_supported","message":"Must be 5, 10 or 15."}]}]}
        """;
}
