namespace VideoPipeline.Cli.Tests.Shell;

public sealed class HelpTests
{
    public static TheoryData<string, string[]> Commands => new()
    {
        { "up", ["--port", "--simulator-port", "--generation-seconds", "--data"] },
        { "demo", ["--keep", "--catalog", "--provider", "--generation-seconds", "--chaos", "--seed"] },
        {
            "submit",
            [
                "--file", "--wait", "--idempotency-key", "--prompt", "--provider", "--model", "--operation", "--duration", "--resolution", "--aspect-ratio",
                "--first-frame", "--last-frame", "--reference-image", "--reference-video", "--reference-audio", "--source-task-id", "--generate-audio",
                "--watermark", "--seed", "--metadata", "--webhook-url", "--max-cost-usd",
            ]
        },
        { "quote", ["--file", "--prompt", "--max-cost-usd"] },
        { "get", ["<ID>"] },
        { "list", ["--status", "--provider", "--batch", "--created-after", "--cursor", "--limit"] },
        { "watch", ["<ID>...", "--interval"] },
        { "cancel", ["<ID>"] },
        { "resolve", ["--task-id", "--resubmit", "--abandon", "--operator-key"] },
        { "content", ["--output"] },
        { "batch", ["--watch", "--name", "--max-concurrency", "--skip-invalid", "--idempotency-key", "results <ID>", "retry <ID>", "cancel <ID>"] },
        { "batch list", ["--status", "--created-after", "--cursor", "--limit"] },
        { "batch watch", ["<ID>"] },
        { "batch results", ["--format", "--output"] },
        { "send", ["--message-id", "--subject", "--service-bus"] },
        { "dead-letters", ["list", "replay"] },
        { "dead-letters list", ["--limit", "--service-bus"] },
        { "dead-letters replay", ["--reason", "--service-bus"] },
        { "usage", ["--from", "--to", "--group-by", "--csv"] },
        { "models", [] },
        { "health", [] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_names_the_options_the_global_ones_and_the_exit_codes(string command, string[] facts)
    {
        using var cli = new CliRun();

        var result = await cli.Async([.. command.Split(' '), "--help"]);

        Assert.Equal(0, result.Exit);
        Assert.All([.. facts, "--url", "--key", "--json", "--no-color"], fact => Assert.Contains(fact, result.Out, StringComparison.Ordinal));
        Assert.All(["0  ", "1  ", "2  ", "3  ", "4  ", "130  "], code => Assert.Contains("\n  " + code, result.Out, StringComparison.Ordinal));
        Assert.Empty(cli.Host.Calls);
    }

    [Fact]
    public async Task Help_of_the_program_lists_every_command()
    {
        using var cli = new CliRun();

        var result = await cli.Async("--help");

        Assert.All(
            Commands.Select(row => (string)row[0]).Where(name => !name.Contains(' ', StringComparison.Ordinal)),
            name => Assert.Contains($"\n  {name} ", result.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_at_all_asks_for_help()
    {
        using var cli = new CliRun();

        var (nothing, help) = (await cli.Async(), await cli.Async("--help"));

        Assert.Equal((0, help.Out), (nothing.Exit, nothing.Out));
    }

    [Fact]
    public async Task Help_does_not_print_the_key_of_the_environment()
    {
        using var cli = new CliRun();
        cli.Variables["VIDEOPIPELINE_KEY"] = "secret-key";

        var result = await cli.Async("submit", "--help");

        Assert.DoesNotContain("secret-key", result.Out, StringComparison.Ordinal);
    }
}
