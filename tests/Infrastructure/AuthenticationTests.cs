using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>With Easy Auth in front, whoever needs no key of the host needs no token either.</summary>
public sealed partial class AuthenticationTests
{
    private static readonly IReadOnlyList<string> Excluded = [.. Bicep.Resources
        .Where(entry => entry.Resource.GetProperty("type").GetString() == "Microsoft.Web/sites/config" && entry.Resource.GetRawText().Contains("excludedPaths", StringComparison.Ordinal))
        .SelectMany(entry => entry.Resource.GetProperty("properties").GetProperty("globalValidation").GetProperty("excludedPaths").EnumerateArray())
        .Select(path => path.GetString()!)];

    private static readonly IReadOnlyList<(bool IsAnonymous, string Path)> Routes = [.. Repository.Files("src/Functions", "*.cs")
        .SelectMany(file => Trigger().Matches(Repository.Read(file)))
        .Select(match => (match.Groups[1].Value == "Anonymous", "/" + match.Groups[2].Value))];

    [Fact]
    public void Anonymous_routes_are_reached_without_a_token()
    {
        var anonymous = Routes.Where(route => route.IsAnonymous).Select(route => route.Path).ToList();

        Assert.Contains("/v2/generate", anonymous);
        Assert.All(anonymous, path => Assert.Contains(Excluded, pattern => Covers(pattern, path)));
        Assert.All(Excluded, pattern => Assert.Contains(anonymous, path => Covers(pattern, path)));
    }

    [Fact]
    public void Routes_with_a_key_want_a_token()
    {
        // Whatever is under no route of ours is answered by one that catches all.
        var keyed = Routes.Where(route => !route.IsAnonymous && !route.Path.Contains('*', StringComparison.Ordinal)).Select(route => route.Path).ToList();

        Assert.Contains("/api/videos", keyed);
        Assert.All(keyed, path => Assert.DoesNotContain(Excluded, pattern => Covers(pattern, path)));
    }

    private static bool Covers(string pattern, string path) =>
        pattern.EndsWith("/*", StringComparison.Ordinal) ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : path == pattern;

    [GeneratedRegex("""HttpTrigger\(\s*AuthorizationLevel\.(\w+),[^)]*?Route = "([^"]*)""", RegexOptions.Singleline)]
    private static partial Regex Trigger();
}
