using System.Text.RegularExpressions;

namespace VideoPipeline.Cli.Tests.Shell;

/// <summary>Tables in terminals of every width: ids are whole, and no line is longer than the terminal.</summary>
public sealed partial class RowTableTests
{
    private const string Batch = "bat_0199a1b2c3d4e5f60718293a4b5c6d7e";

    private static readonly string s_jobs = $$"""
        {"videos":[
          {"id":"{{Batch}}-000001","status":"running","provider":"gogogotoken","batch_id":"{{Batch}}","created_at":"2026-11-20T12:00:00Z"},
          {"id":"vid_0199a1b2c3d4e5f60718293a4b5c6d7e","status":"succeeded","provider":"tokenhub","created_at":"2026-11-20T12:00:00Z"}]}
        """;

    private static readonly string s_usage = $$"""
        {"rows":[{"batch_id":"{{Batch}}","attempts":8,"succeeded":8,"amount_usd":"4.123456","quoted_usd":"4.123456","flagged":0}]}
        """;

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(180)]
    public async Task Ids_are_whole_and_lines_fit(int columns)
    {
        foreach (var command in (string[])["list", "usage --group-by batch"])
        {
            using var cli = new CliRun { OutIsTerminal = true };
            cli.Variables["COLUMNS"] = columns.ToString(System.Globalization.CultureInfo.InvariantCulture);
            cli.Host.On("GET /api/videos", s_jobs).On("GET /api/usage", s_usage);

            var result = await cli.Async(command.Split(' '));

            Assert.Equal(0, result.Exit);
            Assert.Contains(Batch, result.Out, StringComparison.Ordinal);
            Assert.All(result.Out.Split('\n'), line => Assert.True(Colours().Replace(line, "").TrimEnd().Length <= columns, line));
            if (command == "list")
            {
                Assert.Contains($"{Batch}-000001", result.Out, StringComparison.Ordinal);
                Assert.Contains("vid_0199a1b2c3d4e5f60718293a4b5c6d7e", result.Out, StringComparison.Ordinal);
            }
            else
            {
                Assert.Contains("4.123456", result.Out, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_terminal_that_is_too_narrow_for_any_table_gets_a_block_for_each_row()
    {
        using var cli = new CliRun { OutIsTerminal = true };
        cli.Variables["COLUMNS"] = "60";
        cli.Host.On("GET /api/videos", s_jobs);

        var result = await cli.Async("list");

        Assert.Contains($"id        {Batch}-000001", result.Out, StringComparison.Ordinal);
        Assert.Contains("provider  gogogotoken", result.Out, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();
}
