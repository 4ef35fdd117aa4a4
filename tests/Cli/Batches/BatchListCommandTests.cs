namespace VideoPipeline.Cli.Tests.Batches;

public sealed class BatchListCommandTests
{
    [Fact]
    public async Task Batches_are_listed_with_what_is_done_and_where_to_go_on()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/batches", $$"""{"batches":[{{BatchJson.Running(4)}}],"cursor":"c1_x"}""");

        var result = await cli.Async("batch", "list", "--status", "running", "--limit", "5");

        Assert.Equal((0, "?status=running&limit=5"), (result.Exit, cli.Host.Calls[0].Query));
        Assert.Matches(@"(?m)^ ?b1 +running +4/10 ", result.Out);
        Assert.Contains("--cursor c1_x", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_are_left_out_are_named_with_the_reason()
    {
        using var cli = new CliRun();
        cli.File("items.csv", "prompt\nx\n");
        cli.Host.On(
            "POST /api/batches",
            """{"id":"b1","status":"running","total":9,"skipped":1,"skipped_errors":[{"line":7,"field":"duration","code":"out_of_range","message":"4 to 15."}]}""");

        var result = await cli.Async("batch", "items.csv", "--skip-invalid");

        Assert.Equal(0, result.Exit);
        Assert.Contains("1 item is not valid and left out", result.Error, StringComparison.Ordinal);
        Assert.Contains("line 7  duration  4 to 15.", result.Error, StringComparison.Ordinal);
    }
}
