using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [.. Repository.Files("docs", "*.md"), .. new[] { "README.md" }.Where(page => File.Exists(Repository.PathOf(page)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_within_the_repository_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;

        foreach (var link in Link().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value).Where(IsInternal))
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? Repository.PathOf(page) : Path.GetFullPath(Path.Combine(folder, parts[0]));

            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link}");
            if (parts.Length == 2)
            {
                Assert.True(Anchors(File.ReadAllText(target)).Contains(parts[1]), $"{page} links to the heading {link}");
            }
        }
    }

    [Fact]
    public void A_polled_job_is_documented_with_at_most_twenty_three_blob_operations()
    {
        var rows = Row().Matches(Repository.Read("docs/cost.md"));

        Assert.InRange(rows.Count, 10, 23);
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Select(row => int.Parse(row.Groups[1].Value, null)));
        Assert.All(rows, row => Assert.Contains(row.Groups[3].Value, new[] { "read", "write", "delete" }));
        Assert.All(rows, row => Assert.Contains(row.Groups[4].Value.Split('/')[0], new[] { "pipeline", "videos" }));
    }

    [Fact]
    public void Steps_of_the_cost_table_are_activities()
    {
        var activities = Repository.Files("src/Functions", "*.cs").Select(path => Path.GetFileNameWithoutExtension(path));
        var steps = Row().Matches(Repository.Read("docs/cost.md")).Select(row => row.Groups[2].Value);

        Assert.Empty(steps.Except(["the door", .. activities]));
    }

    private static bool IsInternal(string link) => !link.Contains("://", StringComparison.Ordinal);

    private static HashSet<string> Anchors(string markdown) =>
        [.. Heading().Matches(markdown).Select(match => Anchor(match.Groups[1].Value))];

    private static string Anchor(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^\| (\d+) \| ([^|]+) \| (\w+) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
