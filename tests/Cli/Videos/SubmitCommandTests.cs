using System.Net;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Tests.Videos;

public sealed class SubmitCommandTests
{
    private const string Route = "POST /api/videos";

    [Fact]
    public async Task Every_option_becomes_the_field_of_the_same_name()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);

        var result = await cli.Async(
            "submit", "--prompt", "a red fox", "--provider", "tokenhub", "--model", "seedance-2.0-fast", "--operation", "text-to-video", "--duration", "5",
            "--resolution", "720p", "--aspect-ratio", "16:9", "--first-frame", "https://e.test/1.png", "--last-frame", "blob://inputs/2.png",
            "--reference-image", "https://e.test/3.png", "--reference-image", "https://e.test/4.png", "--reference-video", "https://e.test/5.mp4,7.5",
            "--reference-video", "https://e.test/6.mp4", "--reference-audio", "https://e.test/7.mp3", "--source-task-id", "j1", "--generate-audio", "false",
            "--watermark", "true", "--seed", "42", "--metadata", "sku=a=b", "--metadata", "team=x", "--webhook-url", "https://e.test/hook",
            "--max-cost-usd", "1.50");

        Assert.Equal(0, result.Exit);
        var expected = JsonNode.Parse("""
            {"prompt":"a red fox","provider":"tokenhub","model":"seedance-2.0-fast","operation":"text-to-video","duration":5,"resolution":"720p",
             "aspect_ratio":"16:9","first_frame":"https://e.test/1.png","last_frame":"blob://inputs/2.png",
             "reference_images":["https://e.test/3.png","https://e.test/4.png"],
             "reference_videos":[{"url":"https://e.test/5.mp4","duration":7.5},"https://e.test/6.mp4"],"reference_audios":["https://e.test/7.mp3"],
             "source_task_id":"j1","generate_audio":false,"watermark":true,"seed":42,"metadata":{"sku":"a=b","team":"x"},
             "webhook_url":"https://e.test/hook","max_cost_usd":"1.50"}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(cli.Host.Calls[0].Body)), cli.Host.Calls[0].Body);
    }

    [Fact]
    public async Task What_is_not_said_is_not_sent()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);

        await cli.Async("submit", "--prompt", "x");

        Assert.Equal("""{"prompt":"x"}""", cli.Host.Calls[0].Body);
    }

    [Fact]
    public async Task Options_win_over_the_file()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);
        cli.File("request.json", """{"prompt":"from the file","duration":5,"metadata":{"sku":"1"}}""");

        await cli.Async("submit", "--file", "request.json", "--duration", "8", "--metadata", "team=x");

        Assert.Equal("""{"prompt":"from the file","duration":8,"metadata":{"sku":"1","team":"x"}}""", cli.Host.Calls[0].Body);
    }

    [Fact]
    public async Task A_request_can_come_from_standard_input()
    {
        using var cli = new CliRun { Input = """{"prompt":"piped"}""" };
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);

        await cli.Async("submit", "--file", "-");

        Assert.Equal("""{"prompt":"piped"}""", cli.Host.Calls[0].Body);
    }

    [Fact]
    public async Task A_local_image_travels_as_a_data_uri()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);
        cli.File("face.png", "png");

        await cli.Async("submit", "--prompt", "x", "--first-frame", "face.png");

        Assert.Equal("data:image/png;base64,cG5n", JsonNode.Parse(cli.Host.Calls[0].Body)!["first_frame"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_with_the_same_key_and_body()
    {
        using var cli = new CliRun();
        cli.Host.InTurn(
            Route, _ => StubHost.Refuse(), _ => StubHost.Refuse(), _ => StubHost.Json("{}", HttpStatusCode.ServiceUnavailable),
            _ => StubHost.Json(JobJson.Of("a", "queued"), HttpStatusCode.Accepted));

        var result = await cli.Async("submit", "--prompt", "x");

        Assert.Equal(0, result.Exit);
        Assert.Equal(4, cli.Host.Calls.Count);
        Assert.NotEmpty(cli.Host.Calls[0].Header("Idempotency-Key")!);
        Assert.Single(cli.Host.Calls.Select(call => call.Header("Idempotency-Key")).Distinct());
        Assert.Single(cli.Host.Calls.Select(call => call.Body).Distinct());
    }

    [Fact]
    public async Task Two_runs_have_two_keys_unless_the_caller_gives_one()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted);

        await cli.Async("submit", "--prompt", "x");
        await cli.Async("submit", "--prompt", "x");
        await cli.Async("submit", "--prompt", "x", "--idempotency-key", "mine");

        var keys = cli.Host.Calls.Select(call => call.Header("Idempotency-Key")).ToList();
        Assert.NotEqual(keys[0], keys[1]);
        Assert.Equal("mine", keys[2]);
    }

    [Fact]
    public async Task When_the_host_stays_away_the_key_to_try_again_with_is_told()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, _ => StubHost.Refuse());

        var result = await cli.Async("submit", "--prompt", "x");

        Assert.Equal(3, result.Exit);
        Assert.Equal(5, cli.Host.Calls.Count);
        Assert.Contains($"--idempotency-key {cli.Host.Calls[0].Header("Idempotency-Key")}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_names_the_job_its_quote_and_what_to_do_next()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("job-1", "queued"), HttpStatusCode.Accepted);

        var result = await cli.Async("submit", "--prompt", "x");

        Assert.Contains("job-1  queued", result.Out, StringComparison.Ordinal);
        Assert.Contains("Quoted at $1.00 by tokenhub", result.Out, StringComparison.Ordinal);
        Assert.Contains("videopipeline watch job-1", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_answer_is_the_hosts_document()
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("job-1", "queued", "\"links\":{\"self\":\"/api/videos/job-1\"}"), HttpStatusCode.Accepted);

        var result = await cli.Async("submit", "--prompt", "x", "--json");

        Assert.Equal("/api/videos/job-1", result.Json.GetProperty("links").GetProperty("self").GetString());
    }

    [Theory]
    [InlineData("succeeded", 0)]
    [InlineData("failed", 1)]
    [InlineData("cancelled", 1)]
    [InlineData("ambiguous", 1)]
    [InlineData("timed_out", 1)]
    public async Task With_wait_the_exit_code_is_the_jobs(string status, int exit)
    {
        using var cli = new CliRun();
        cli.Host.On(Route, JobJson.Of("a", "queued"), HttpStatusCode.Accepted)
            .InTurn("GET /api/videos/a", JobJson.Of("a", "running"), JobJson.Of("a", status));

        var result = await cli.Async("submit", "--prompt", "x", "--wait", "--json");

        Assert.Equal(exit, result.Exit);
        Assert.Equal(status, result.Json.GetProperty("status").GetString());
    }
}
