using System.Text.RegularExpressions;

namespace VideoPipeline.Resellers.Answers;

/// <summary>Recognises a refusal for what the prompt or the inputs show; no other provider is asked after one.</summary>
internal static partial class Moderation
{
    /// <summary>Our code.</summary>
    public const string Code = "moderation";

    public static bool Matches(ErrorDetails error) => Words().IsMatch($"{error.Code} {error.Message}");

    [GeneratedRegex(
        "moderat|sensitive|content[ _-]?(policy|filter|violation)|policy[ _-]?violation|safety (system|filter|policy)|nsfw|copyright|privacyinformation|审核|敏感|违规|违禁",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
