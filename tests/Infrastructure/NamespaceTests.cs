using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>What carries Microsoft's names is Microsoft's, but for the one extension that no package source here has.</summary>
public sealed partial class NamespaceTests
{
    private const string StandIn = "src/ServiceBusExtension/";

    [Fact]
    public void No_namespace_of_microsoft_is_declared_but_in_the_service_bus_extension()
    {
        var declared = new[] { "src", "tests", "benchmarks" }
            .SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(file => Declaration().IsMatch(Repository.Read(file)))
            .ToList();

        Assert.NotEmpty(declared);
        Assert.All(declared, file => Assert.StartsWith(StandIn, file, StringComparison.Ordinal));
    }

    [Fact]
    public void Protocols_are_generated_into_namespaces_of_ours()
    {
        var options = new[] { "src", "tests", "benchmarks" }
            .SelectMany(folder => Repository.Files(folder, "*.proto"))
            .Select(file => Namespace().Match(Repository.Read(file)).Groups[1].Value)
            .ToList();

        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.StartsWith("VideoPipeline.", option, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*namespace\s+(Microsoft|Azure|System)\b", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("option csharp_namespace = \"([^\"]+)\";")]
    private static partial Regex Namespace();
}
