using System.Text.RegularExpressions;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>Just enough reading of Bicep for the checks here; the compiler's own run in the workflow.</summary>
internal static partial class Bicep
{
    public const string Main = "infra/main.bicep";

    public const string NamesFile = "infra/names.bicep";

    public static IReadOnlyList<string> Files { get; } = Repository.Files("infra", "*.bicep");

    /// <summary>What names.bicep exports: `taskHub`, `containers.videos` …</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = ReadNames();

    /// <summary>App settings of the function app; `*` stands for an interpolated part.</summary>
    public static IReadOnlyList<string> SettingNames { get; } = ReadSettingNames();

    public static IReadOnlyList<(string Symbol, string Path, string Body)> Modules(string text) =>
        [.. ModuleDeclaration().Matches(text)
            .Select(match => match.Groups)
            .Select(groups => (groups[1].Value, groups[2].Value, groups[3].Value))];

    /// <summary>Parameters and whether each has a default.</summary>
    public static IReadOnlyDictionary<string, bool> Parameters(string text) =>
        Parameter().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Success);

    /// <summary>Names that a module declaration passes under `params`.</summary>
    public static IReadOnlyList<string> Arguments(string moduleBody)
    {
        var parameters = moduleBody[moduleBody.IndexOf("params: {", StringComparison.Ordinal)..];
        return [.. Argument().Matches(parameters).Select(match => match.Groups[1].Value)];
    }

    private static Dictionary<string, string> ReadNames()
    {
        var names = new Dictionary<string, string>();
        foreach (Match variable in Variable().Matches(Repository.Read(NamesFile)))
        {
            var (name, value) = (variable.Groups[1].Value, variable.Groups[2].Value);
            if (!value.StartsWith('{'))
            {
                names.Add(name, value.Trim('\''));
                continue;
            }

            foreach (Match member in Member().Matches(value))
            {
                names.Add($"{name}.{member.Groups[1].Value}", member.Groups[2].Value);
            }
        }

        return names;
    }

    private static List<string> ReadSettingNames()
    {
        var text = Repository.Read("infra/modules/functionApp.bicep");
        var start = text.IndexOf("var settings =", StringComparison.Ordinal);
        var block = text[start..text.IndexOf("\n)\n", start, StringComparison.Ordinal)];
        var literal = SettingKey().Matches(block).Select(match => match.Groups[1].Value);
        var interpolated = InterpolatedKey().Matches(block).Select(match => Interpolation().Replace(match.Groups[1].Value, "*"));
        return [.. literal.Concat(interpolated).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(
        @"^module (\w+) '([^']+)' = (?:if \([^\n]*\) )?\{\n(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ModuleDeclaration();

    [GeneratedRegex(@"^param (\w+) [\w\[\]]+( =)?", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^    (\w+):", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"^var (\w+) = ('[^'\n]*'|\{.*?^\})", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^  (\w+): '([^']*)'$", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex(@"(?:^ +|\{ )([A-Z]\w+): ", RegexOptions.Multiline)]
    private static partial Regex SettingKey();

    [GeneratedRegex(@"^ +\w+ => '(\w+__\$\{\w+\}__\w+)'", RegexOptions.Multiline)]
    private static partial Regex InterpolatedKey();

    [GeneratedRegex(@"\$\{\w+\}")]
    private static partial Regex Interpolation();
}
