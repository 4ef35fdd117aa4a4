using System.Net;

namespace VideoPipeline.Cli.Tests.Batches;

public sealed class BatchCommandTests
{
    private const string Route = "POST /api/batches";

    [Theory]
    [InlineData("items.csv", "text/csv; charset=utf-8")]
    [InlineData("items.jsonl", "application/x-ndjson; charset=utf-8")]
    [InlineData("items.NDJSON", "application/x-ndjson; charset=utf-8")]
    [InlineData("items.json", "application/json; charset=utf-8")]
    public async Task A_file_is_sent_as_it_is(string name, string type)
    {
        using var cli = new CliRun();
        cli.File(name, "as\nit\nis\n");
        cli.Host.On(Route, BatchJson.Running(0), HttpStatusCode.Accepted);

        var result = await cli.Async("batch", name);

        Assert.Equal(0, result.Exit);
        Assert.Equal(("as\nit\nis\n", type), (cli.Host.Calls[0].Body, cli.Host.Calls[0].ContentType));
        Assert.Contains("b1  running  10 items, quoted at $10.00", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_concurrency_and_leniency_travel_in_the_query()
    {
        using var cli = new CliRun();
        cli.File("items.csv", "prompt\nx\n");
        cli.Host.On(Route, BatchJson.Running(0), HttpStatusCode.Accepted);

        await cli.Async("batch", "items.csv", "--name", "autumn & winter", "--max-concurrency", "50", "--skip-invalid");

        Assert.Equal("?name=autumn%20%26%20winter&max_concurrency=50&on_invalid=skip", cli.Host.Calls[0].Query);
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_with_the_same_key_and_the_whole_file()
    {
        using var cli = new CliRun();
        cli.File("items.csv", "prompt\nx\n");
        cli.Host.InTurn(Route, _ => StubHost.Refuse(), _ => StubHost.Json(BatchJson.Running(0), HttpStatusCode.Accepted));

        var result = await cli.Async("batch", "items.csv");

        Assert.Equal(0, result.Exit);
        Assert.Equal(["prompt\nx\n", "prompt\nx\n"], cli.Host.Calls.Select(call => call.Body));
        Assert.Single(cli.Host.Calls.Select(call => call.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task Bad_lines_are_listed_with_their_numbers()
    {
        using var cli = new CliRun();
        cli.File("items.csv", "prompt\nx\n");
        cli.Host.On(
            Route,
            """{"title":"2 items are not valid.","code":"invalid_items","errors":[{"line":2,"field":"duration","code":"out_of_range","message":"4 to 15."},{"line":7,"field":"prompt","code":"required","message":"Missing."}]}""",
            HttpStatusCode.UnprocessableEntity);

        var result = await cli.Async("batch", "items.csv");

        Assert.Equal(4, result.Exit);
        Assert.Matches(@"line 2 +duration +out_of_range +4 to 15\.", result.Error);
        Assert.Matches(@"line 7 +prompt +required +Missing\.", result.Error);
    }

    [Fact]
    public async Task Watch_shows_counts_rate_spend_and_ETA_as_they_change()
    {
        using var cli = new CliRun();
        cli.File("items.csv", "prompt\nx\n");
        cli.Host.On(Route, BatchJson.Running(0), HttpStatusCode.Accepted)
            .InTurn("GET /api/batches/b1", BatchJson.Running(0), BatchJson.Running(0), BatchJson.Running(4), BatchJson.Completed(10, 0));

        var result = await cli.Async("batch", "items.csv", "--watch");

        Assert.Equal(0, result.Exit);
        Assert.Collection(
            result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains("b1  10 items", line, StringComparison.Ordinal),
            line => Assert.Contains("0/10  queued=10  spent $0.00 of $10.00", line, StringComparison.Ordinal),
            line => Assert.Contains("4/10  queued=6 succeeded=4  2.0/s  spent $4.00 of $10.00  ETA 3 s", line, StringComparison.Ordinal),
            line => Assert.Contains("10/10  succeeded=10  3.3/s  spent $10.00 of $10.00", line, StringComparison.Ordinal),
            line => Assert.Contains("b1  completed", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_with_failures_exits_with_1_and_names_them()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/batches/b1", BatchJson.Completed(9, 1))
            .On("GET /api/batches/b1/items", """{"items":[{"line":3,"id":"b1-3","status":"failed","error":{"code":"moderated","message":"Refused."}}]}""");

        var result = await cli.Async("batch", "watch", "b1");

        Assert.Equal(1, result.Exit);
        Assert.Contains("3: moderated: Refused.", result.Out, StringComparison.Ordinal);
        Assert.Equal("?status=failed", cli.Host.CallsTo("GET /api/batches/b1/items")[0].Query);
    }

    [Fact]
    public async Task Parked_items_do_not_count_as_success()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/batches/b1", BatchJson.Of("completed", "\"succeeded\":9,\"ambiguous\":1"));

        Assert.Equal(1, (await cli.Async("batch", "watch", "b1")).Exit);
    }

    [Fact]
    public async Task With_json_watch_prints_the_last_document_only()
    {
        using var cli = new CliRun();
        cli.Host.InTurn("GET /api/batches/b1", BatchJson.Running(0), BatchJson.Completed(10, 0));

        var result = await cli.Async("batch", "watch", "b1", "--json");

        Assert.Equal("completed", result.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Watch_waits_for_a_host_that_restarts()
    {
        using var cli = new CliRun();
        cli.Host.InTurn(
            "GET /api/batches/b1",
            [_ => StubHost.Json(BatchJson.Running(0)), .. Enumerable.Repeat<Func<Call, HttpResponseMessage>>(_ => StubHost.Refuse(), 20), _ => StubHost.Json(BatchJson.Completed(10, 0))]);

        Assert.Equal(0, (await cli.Async("batch", "watch", "b1")).Exit);
    }

    [Fact]
    public async Task On_a_terminal_one_panel_shows_it_all()
    {
        using var cli = new CliRun { OutIsTerminal = true };
        cli.Host.InTurn("GET /api/batches/b1", BatchJson.Running(4), BatchJson.Completed(9, 1))
            .On("GET /api/batches/b1/items", """{"items":[{"item":"[lamp]","error":{"code":"moderated","message":"Refused."}}]}""");

        var result = await cli.Async("batch", "watch", "b1");

        Assert.Equal(1, result.Exit);
        Assert.Contains("autumn · completed", result.Out, StringComparison.Ordinal);
        Assert.Contains("100.0 %", result.Out, StringComparison.Ordinal);
        Assert.Contains("[lamp]: moderated: Refused.", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_go_to_standard_output_as_they_come()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/batches/b1/results", _ => StubHost.Bytes("{\"id\":1}\n{\"id\":2}\n"u8.ToArray(), "application/x-ndjson"));

        var result = await cli.Async("batch", "results", "b1");

        Assert.Equal((0, "{\"id\":1}\n{\"id\":2}\n"), (result.Exit, result.Out));
        Assert.Equal("?format=jsonl", cli.Host.Calls[0].Query);
    }

    [Theory]
    [InlineData("--output out.csv", "?format=csv")]
    [InlineData("--output out.jsonl", "?format=jsonl")]
    [InlineData("--output out.txt --format csv", "?format=csv")]
    public async Task Results_go_to_a_file_in_the_format_of_its_name(string options, string query)
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/batches/b1/results", _ => StubHost.Bytes("rows"u8.ToArray(), "text/csv"));

        var result = await cli.Async(["batch", "results", "b1", .. options.Split(' ')]);

        Assert.Equal(0, result.Exit);
        Assert.Equal(query, cli.Host.Calls[0].Query);
        Assert.Equal("rows", cli.Read(options.Split(' ')[1]));
    }

    [Fact]
    public async Task Retry_is_asked_for_once()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /api/batches/b1/retry", _ => StubHost.Refuse());

        Assert.Equal(3, (await cli.Async("batch", "retry", "b1")).Exit);
        Assert.Single(cli.Host.Calls);
    }

    [Theory]
    [InlineData("retry", "POST /api/batches/b1/retry")]
    [InlineData("cancel", "DELETE /api/batches/b1")]
    public async Task Retry_and_cancel_pass_the_hosts_answer_on(string verb, string route)
    {
        using var cli = new CliRun();
        cli.Host.On(route, BatchJson.Running(3), HttpStatusCode.Accepted);

        var result = await cli.Async("batch", verb, "b1", "--json");

        Assert.Equal(0, result.Exit);
        Assert.Equal("b1", result.Json.GetProperty("id").GetString());
    }
}
