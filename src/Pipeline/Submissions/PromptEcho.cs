using System.Net;
using System.Text;

namespace VideoPipeline.Submissions;

/// <summary>
/// Compares a prompt with what a provider repeats of it. On the way through forms, databases and consoles a text changes its white space, its
/// quotes become entities, and its end may be cut off: none of that makes it another prompt.
/// </summary>
internal static class PromptEcho
{
    // A shorter beginning may be that of many prompts.
    private const int LeastPrefix = 64;

    public static bool IsOf(string echo, string prompt)
    {
        var (said, ours) = (Plain(echo), Plain(prompt));
        if (said == ours)
        {
            return true;
        }

        // Said to be cut off ("A slow dolly shot…", seed 004), or plainly the beginning.
        var cut = said.TrimEnd('.', ' ');
        return said.EndsWith("...", StringComparison.Ordinal)
            ? cut.Length > 0 && ours.StartsWith(cut, StringComparison.Ordinal)
            : said.Length >= LeastPrefix && ours.StartsWith(said, StringComparison.Ordinal);
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in WebUtility.HtmlDecode(text).Replace("…", "...", StringComparison.Ordinal))
        {
            if (!char.IsWhiteSpace(character))
            {
                plain.Append(character);
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }
}
