namespace VideoPipeline.Cli.Tests.Shell;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("bogus")]
    [InlineData("get")]
    [InlineData("watch")]
    [InlineData("watch a --interval 0")]
    [InlineData("submit")]
    [InlineData("submit --duration ten")]
    [InlineData("submit --prompt x --metadata novalue")]
    [InlineData("submit --prompt x --first-frame nowhere.png")]
    [InlineData("submit --file nowhere.json")]
    [InlineData("content a")]
    [InlineData("resolve a")]
    [InlineData("resolve a --resubmit --abandon")]
    [InlineData("resolve a --task-id t --abandon")]
    [InlineData("batch")]
    [InlineData("batch nowhere.csv")]
    [InlineData("batch results a --format xml")]
    [InlineData("dead-letters")]
    [InlineData("demo --seed 3")]
    [InlineData("get a --url nowhere")]
    [InlineData("get a --url ftp://example.com")]
    public async Task A_wrong_command_line_is_refused_before_anything_is_sent(string line)
    {
        using var cli = new CliRun();

        var result = await cli.Async(line.Split(' '));

        Assert.Equal(2, result.Exit);
        Assert.Contains("error: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
        Assert.Empty(cli.Host.Calls);
    }

    [Theory]
    [InlineData("resolve a")]
    [InlineData("submit")]
    public async Task With_json_a_wrong_command_line_is_a_problem_document(string line)
    {
        using var cli = new CliRun();

        var result = await cli.Async([.. line.Split(' '), "--json"]);

        Assert.Equal(2, result.Exit);
        Assert.Equal("usage", result.Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_hint_names_the_command_that_was_meant()
    {
        using var cli = new CliRun();

        var result = await cli.Async("batch", "watch");

        Assert.Contains("videopipeline batch watch --help", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items.csv", "prompt\nx\n")]
    [InlineData("items.jsonl", "{}\n{}\n")]
    [InlineData("items.json", """{"items":[{"prompt":"x"}]}""")]
    [InlineData("list.json", """[{"prompt":"x"}]""")]
    public async Task A_batch_that_is_submitted_is_told_where_to_go(string name, string content)
    {
        using var cli = new CliRun();
        cli.File(name, content);

        var result = await cli.Async("submit", "--file", name);

        Assert.Equal(2, result.Exit);
        Assert.Contains($"{name} is a batch; start it with: videopipeline batch {name}", result.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Host.Calls);
    }

    [Fact]
    public async Task A_fault_is_told_once()
    {
        using var cli = new CliRun();
        cli.Host.On(
            "POST /api/videos",
            """{"detail":"'duration' must be from 4 to 15.","code":"invalid_request","errors":[{"field":"duration","code":"out_of_range","message":"'duration' must be from 4 to 15."}]}""",
            System.Net.HttpStatusCode.BadRequest);

        var result = await cli.Async("submit", "--prompt", "x", "--duration", "99");

        Assert.Equal(2, result.Error.Split("must be from 4 to 15").Length);
    }

    [Fact]
    public async Task A_request_file_that_is_not_json_is_named()
    {
        using var cli = new CliRun();
        cli.File("bad.json", "{ not json");

        var result = await cli.Async("submit", "--file", "bad.json");

        Assert.Equal(2, result.Exit);
        Assert.Contains("bad.json is not JSON", result.Error, StringComparison.Ordinal);
    }
}
