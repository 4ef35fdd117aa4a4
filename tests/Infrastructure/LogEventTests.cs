using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>Event ids are what alerts are keyed by: each is there once, and the operations page says what it means.</summary>
public sealed partial class LogEventTests
{
    private static readonly IReadOnlyList<int> InCode = [.. new[] { "src/Functions", "src/Pipeline" }
        .SelectMany(folder => Repository.Files(folder, "*.cs"))
        .SelectMany(path => Event().Matches(Repository.Read(path)))
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
        .Order()];

    [Fact]
    public void Event_ids_are_unique() => Assert.Equal(InCode.Distinct(), InCode);

    [Fact]
    public void Operations_page_lists_every_event_and_no_other()
    {
        var listed = Row().Matches(Repository.Read("docs/operations.md")).Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));

        Assert.NotEmpty(InCode);
        Assert.Equal(InCode, listed.Order());
    }

    [Fact]
    public void Nothing_is_logged_but_by_its_event()
    {
        var sources = new[] { "src/Functions", "src/Pipeline" }.SelectMany(folder => Repository.Files(folder, "*.cs"));

        Assert.All(sources, path => Assert.DoesNotMatch(Direct(), Repository.Read(path)));
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| (\d{4}) \| \w+", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex Direct();
}
