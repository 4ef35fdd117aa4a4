namespace VideoPipeline.Cli.Tests.Usage;

public sealed class UsageCommandTests
{
    private const string Answer = """
        {"from":"2026-11-01","to":"2026-11-20","group_by":["provider"],"rows":[
          {"provider":"tokenhub","jobs":3,"amount_usd":"3.000001"},{"provider":"tokenlab","jobs":1,"amount_usd":"0.736676","note":null}]}
        """;

    [Fact]
    public async Task The_rows_are_shown_as_they_come_with_an_exact_total()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/usage", Answer);

        var result = await cli.Async("usage", "--from", "2026-11-01", "--to", "2026-11-20", "--group-by", "provider,model");

        Assert.Equal(0, result.Exit);
        Assert.Equal("?from=2026-11-01&to=2026-11-20&group_by=provider%2Cmodel", cli.Host.Calls[0].Query);
        Assert.Matches(@"(?m)^provider +jobs +amount usd", result.Out);
        Assert.Matches(@"(?m)^tokenlab +1 +0\.736676\s*$", result.Out);
        Assert.Contains("Total: $3.736677", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_ledger_says_so()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/usage", """{"rows":[]}""");

        Assert.Contains("Nothing.", (await cli.Async("usage")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_is_passed_through_to_the_byte()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/usage", _ => StubHost.Bytes("provider,amount_usd\r\ntokenhub,3\r\n"u8.ToArray(), "text/csv"));

        var result = await cli.Async("usage", "--csv");

        Assert.Equal("provider,amount_usd\r\ntokenhub,3\r\n", result.Out);
        Assert.Equal("?format=csv", cli.Host.Calls[0].Query);
    }

    [Fact]
    public async Task With_json_it_is_the_hosts_document()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/usage", Answer);

        Assert.Equal(2, (await cli.Async("usage", "--json")).Json.GetProperty("rows").GetArrayLength());
    }
}
