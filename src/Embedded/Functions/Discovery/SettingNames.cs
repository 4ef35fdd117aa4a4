using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Embedded.Functions;

/// <summary>Settings named in the text of a trigger attribute: %Name%.</summary>
internal static partial class SettingNames
{
    public static string Resolve(string text, IConfiguration configuration, string function) =>
        Setting().Replace(text, match => configuration[match.Groups[1].Value] ?? throw new FunctionBindingException(
            $"Function '{function}': its trigger names the setting '{match.Groups[1].Value}', which is missing."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
