using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Simulator.Faults;

/// <summary>Reads <c>name key=value …</c>, alone or in <c>[fault:…]</c> markers.</summary>
internal static partial class FaultParser
{
    private static readonly FrozenDictionary<string, (decimal Low, decimal High, bool Whole)> Numbers =
        new Dictionary<string, (decimal, decimal, bool)>
        {
            ["times"] = (0, 1_000_000, true),
            ["status"] = (100, 599, true),
            ["retry_after"] = (0, 86_400, true),
            ["seconds"] = (0, 10_000_000, false),
            ["part"] = (0, 1, false),
            ["factor"] = (0, 1_000, false),
        }.ToFrozenDictionary();

    /// <summary>All faults that a prompt asks for; <paramref name="problem"/> names a marker that makes no sense.</summary>
    public static IReadOnlyList<Fault> FromPrompt(string prompt, out string? problem)
    {
        problem = null;
        List<Fault> faults = [];
        foreach (Match marker in Marker().Matches(prompt))
        {
            if (Parse(marker.Groups["words"].Value, out var wrong) is { } fault)
            {
                faults.Add(fault);
            }

            problem ??= wrong;
        }

        return faults;
    }

    /// <summary>One fault, or null and what is wrong with the words.</summary>
    public static Fault? Parse(string words, out string? problem)
    {
        var parts = words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is not [var name, .. var pairs] || FaultCatalog.Find(name) is not { } definition)
        {
            problem = $"There is no fault '{words}'.";
            return null;
        }

        var parameters = Defaults(definition);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [var key, var value] || !parameters.ContainsKey(key) || !Fits(key, value))
            {
                problem = $"The fault '{definition.Name}' has no parameter '{pair}'.";
                return null;
            }

            parameters[key] = value;
        }

        problem = null;
        return new Fault(definition, parameters, words);
    }

    private static Dictionary<string, string> Defaults(FaultDefinition definition) => definition.Defaults
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static bool Fits(string key, string value)
    {
        if (!Numbers.TryGetValue(key, out var limits))
        {
            return true;
        }

        return decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= limits.Low && number <= limits.High && (!limits.Whole || decimal.IsInteger(number));
    }

    [GeneratedRegex(@"\[fault:(?<words>[^\]]*)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Marker();
}
