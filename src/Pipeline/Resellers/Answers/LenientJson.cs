using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VideoPipeline.Resellers.Answers;

/// <summary>JSON as services write it that do not write it well: text after it, <c>NaN</c> where a number should be.</summary>
internal static partial class LenientJson
{
    /// <summary>The first value of the text; null when there is none.</summary>
    public static JsonElement? Parse(string text)
    {
        // A mark that was doubled on the way is text by now.
        var json = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        return First(json) ?? (Bare().IsMatch(json) ? First(Bare().Replace(json, match => match.Value[0] == '"' ? match.Value : "null")) : null);
    }

    /// <summary>The task id in a text that is no JSON (cut off, for example), under one of its documented names.</summary>
    public static string? FindTaskId(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var found = TaskIds().Match(text) is { Success: true } named ? named : Ids().Match(text);
        return found.Success && TaskReader.IsTaskId(found.Groups["id"].Value) ? found.Groups["id"].Value : null;
    }

    private static JsonElement? First(string json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 64 });
            return reader.Read() ? JsonElement.ParseValue(ref reader) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }

    // Strings are walked over whole, so that a word in one of them stays what it is.
    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Bare();

    [GeneratedRegex("""["'](?:task_id|taskId)["']\s*:\s*(?:["'](?<id>[^"'\\\s]{1,256})["']|(?<id>\d{1,40})\b)""")]
    private static partial Regex TaskIds();

    [GeneratedRegex("""["']id["']\s*:\s*(?:["'](?<id>[^"'\\\s]{1,256})["']|(?<id>\d{1,40})\b)""")]
    private static partial Regex Ids();
}
