using System.Net;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Tests.Api;

public sealed class HostConnectionTests
{
    private const string Job = "GET /api/videos/a";

    [Fact]
    public async Task The_key_comes_from_the_environment_or_the_option()
    {
        using var cli = new CliRun();
        cli.Variables["VIDEOPIPELINE_KEY"] = "from-env";
        cli.Host.On(Job, JobJson.Of("a", "running"));

        await cli.Async("get", "a");
        await cli.Async("get", "a", "--key", "from-option");

        Assert.Equal(["from-env", "from-option"], cli.Host.Calls.Select(call => call.Header("x-functions-key")));
    }

    [Fact]
    public async Task The_url_of_the_command_line_wins_and_may_have_a_path()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /sub/api/videos/a", JobJson.Of("a", "running"));

        var result = await cli.Async("get", "a", "--url", "https://other.test/sub");

        Assert.Equal(0, result.Exit);
        Assert.Equal("https://other.test/sub/api/videos/a", cli.Host.Calls[0].Uri.ToString());
    }

    [Fact]
    public async Task An_id_cannot_leave_its_place_in_the_path()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/..%2Fusage%3Fx", JobJson.Of("a", "running"));

        var result = await cli.Async("get", "../usage?x");

        Assert.Equal(0, result.Exit);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_asked_again_and_then_given_up()
    {
        using var cli = new CliRun();
        cli.Host.On(Job, _ => StubHost.Refuse());

        var result = await cli.Async("get", "a");

        Assert.Equal(3, result.Exit);
        Assert.Equal(3, cli.Host.Calls.Count);
        Assert.Contains("does not answer: Connection refused", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_killed_on_purpose_is_waited_for_and_its_failures_are_repeated_without_a_word()
    {
        using var cli = new CliRun();
        var calls = 0;
        cli.Host.On(Job, _ => ++calls switch
        {
            < 20 => StubHost.Refuse(),
            < 40 => StubHost.Json("", HttpStatusCode.InternalServerError),
            _ => StubHost.Json(JobJson.Of("a", "running")),
        });
        var error = new StringWriter();
        var surroundings = cli.Surroundings(TextWriter.Null, error, new MemoryStream());
        using var session = new Session(surroundings, new Terminal(surroundings, json: false, plain: true), new Uri(StubHost.Url), null);

        using var patient = session.PatientlyAt(new Uri(StubHost.Url));
        var job = await patient.Host.GetAsync("api/videos/a", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("a", job.GetProperty("id").GetString());
        Assert.Equal(40, calls);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_failure_of_the_host_is_not_repeated_otherwise()
    {
        using var cli = new CliRun();
        cli.Host.On(Job, "", HttpStatusCode.InternalServerError);

        var result = await cli.Async("get", "a");

        Assert.Equal(4, result.Exit);
        Assert.Single(cli.Host.Calls);
    }

    [Fact]
    public async Task With_json_an_unreachable_host_is_a_problem_document()
    {
        using var cli = new CliRun();
        cli.Host.On(Job, _ => StubHost.Refuse());

        var result = await cli.Async("get", "a", "--json");

        Assert.Equal(3, result.Exit);
        Assert.Equal("host_unreachable", result.Json.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_host_is_asked_again_when_it_says_so(int status)
    {
        using var cli = new CliRun();
        cli.Host.InTurn(
            Job,
            _ =>
            {
                var answer = StubHost.Json("{}", (HttpStatusCode)status);
                answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7));
                return answer;
            },
            _ => StubHost.Json(JobJson.Of("a", "running")));

        var result = await cli.Async("get", "a");

        Assert.Equal(0, result.Exit);
        Assert.Equal([TimeSpan.FromSeconds(7)], cli.Time.Waits);
    }

    [Fact]
    public async Task A_refusal_is_shown_field_by_field()
    {
        using var cli = new CliRun();
        cli.Host.On(
            "POST /api/videos",
            """
            {"type":"about:blank","title":"Unprocessable content","status":422,"code":"invalid_request","detail":"2 fields are wrong.",
             "errors":[{"field":"duration","code":"out_of_range","message":"Must be 4 to 15."},
                       {"field":"reference_images[2]","code":"invalid_url","message":"Is [not] a URL."}]}
            """,
            HttpStatusCode.UnprocessableEntity);

        var result = await cli.Async("submit", "--prompt", "x");

        Assert.Equal(4, result.Exit);
        Assert.Contains("error: 2 fields are wrong. (invalid_request, HTTP 422)", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"duration +out_of_range +Must be 4 to 15\.", result.Error);
        Assert.Matches(@"reference_images\[2\] +invalid_url +Is \[not\] a URL\.", result.Error);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task With_json_a_refusal_is_the_hosts_own_document()
    {
        using var cli = new CliRun();
        cli.Host.On(Job, """{"title":"No such job.","status":404,"code":"not_found","trace":"abc"}""", HttpStatusCode.NotFound);

        var result = await cli.Async("get", "a", "--json");

        Assert.Equal(4, result.Exit);
        Assert.Equal("not_found", result.Json.GetProperty("code").GetString());
        Assert.Equal("abc", result.Json.GetProperty("trace").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>nothing here</html>")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task A_refusal_without_a_problem_document_has_a_code_all_the_same(string body)
    {
        using var cli = new CliRun();
        cli.Host.On(Job, body, HttpStatusCode.NotFound);

        var result = await cli.Async("get", "a", "--json");

        Assert.Equal(4, result.Exit);
        Assert.Equal("http_404", result.Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_missing_key_is_explained()
    {
        using var cli = new CliRun();
        cli.Host.On(Job, "", HttpStatusCode.Unauthorized);

        var result = await cli.Async("get", "a");

        Assert.Equal(4, result.Exit);
        Assert.Contains("VIDEOPIPELINE_KEY", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>a router's login page</html>")]
    [InlineData("""{"id":5}""")]
    [InlineData("null")]
    public async Task An_answer_that_is_not_the_hosts_is_no_success(string body)
    {
        using var cli = new CliRun();
        cli.Host.On(Job, body);

        Assert.Equal(3, (await cli.Async("get", "a")).Exit);
    }
}
