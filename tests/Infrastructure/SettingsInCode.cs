using System.Text.RegularExpressions;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>The settings that the app's sources read: options classes and the `SectionName` of each.</summary>
internal static partial class SettingsInCode
{
    /// <summary>Filled from other settings (`Submissions__PostTimeout`, `Submissions__LongestRetryAfter`), nothing to set by themselves.</summary>
    private static readonly string[] Derived = ["SubmitTimeout", "LongestRetryAfter"];

    private static readonly IReadOnlyList<string> Sources = [.. new[] { "src/Functions", "src/Pipeline" }
        .SelectMany(folder => Repository.Files(folder, "*.cs"))
        .Select(Repository.Read)];

    public static IReadOnlyList<string> Providers { get; } = [.. Repository.Files("src/Pipeline/Resellers", "*Definition.cs")
        .Select(file => ProviderName().Match(Repository.Read(file)).Groups[1].Value)];

    /// <summary>As they are written in the environment: `Section__Name`, `Section__List__0`.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Sources.SelectMany(OfOptions).Concat(Providers.Select(door => $"FrontDoors__{door}__Provider")).Distinct()];

    /// <summary>Read by their names in capitals, as platforms and standards give them: `OTEL_EXPORTER_OTLP_ENDPOINT`.</summary>
    public static IReadOnlyList<string> Variables { get; } = [.. Sources.SelectMany(source => Variable().Matches(source))
        .Select(match => match.Groups[1].Value).Distinct()];

    private static IEnumerable<string> OfOptions(string source)
    {
        foreach (Match options in Options().Matches(source))
        {
            var (section, members) = (options.Groups[1].Value, options.Groups[2].Value);
            var scalars = Scalar().Matches(members).Select(match => match.Groups[1].Value).Where(name => section != "Providers" || !Derived.Contains(name));
            var lists = List().Matches(members).Select(match => $"{match.Groups[1].Value}__0");
            foreach (var name in scalars.Concat(lists))
            {
                var prefixes = section == "Providers" ? Providers.Select(provider => $"{section}__{provider}") : [section];
                foreach (var prefix in prefixes)
                {
                    yield return $"{prefix}__{name}";
                }
            }
        }
    }

    [GeneratedRegex(@"(?:configuration\[|Setting = )""([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)""")]
    private static partial Regex Variable();

    [GeneratedRegex(@"const string \w+ = ""(\w+)"";")]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"const string SectionName = ""(\w+)"";(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Options();

    [GeneratedRegex(@"public [\w?]+ (\w+) \{ get; set; \}")]
    private static partial Regex Scalar();

    [GeneratedRegex(@"public IList<string> (\w+) \{ get; \}")]
    private static partial Regex List();
}
