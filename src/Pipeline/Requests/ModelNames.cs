using System.Collections.Frozen;

namespace VideoPipeline.Requests;

/// <summary>The three models under our names, and under every spelling that the resellers use.</summary>
public static class ModelNames
{
    public const string Seedance = "seedance-2.0";

    public const string Fast = "seedance-2.0-fast";

    public const string Mini = "seedance-2.0-mini";

    private static readonly FrozenDictionary<string, string> Aliases = (
        from vendor in (string[])["", "doubao-"]
        from version in (string[])["2.0", "2-0", "2"]
        from model in (string[])[Seedance, Fast, Mini]
        select KeyValuePair.Create($"{vendor}seedance-{version}{model[Seedance.Length..]}", model))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> All { get; } = [Seedance, Fast, Mini];

    /// <summary>Our name for a model in anyone's spelling, or null.</summary>
    public static string? Canonical(string spelling) => Aliases.GetValueOrDefault(spelling);
}
