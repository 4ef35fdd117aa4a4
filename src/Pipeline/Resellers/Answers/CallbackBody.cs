using System.Net;

namespace VideoPipeline.Resellers.Answers;

/// <summary>What a callback names: read as the answers of a reseller are, or from a form.</summary>
internal static class CallbackBody
{
    private static readonly string[] s_names = ["task_id", "taskId", "id"];

    /// <summary>A candidate for a task id; null where there is none that could stand in a path.</summary>
    public static string? TaskId(ReadOnlyMemory<byte> body, string? coding, string? charset, int maxBytes)
    {
        var codings = (coding ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (AnswerText.Decode(body, codings, charset, maxBytes)?.Trim() is not { } text)
        {
            return null;
        }

        return AnswerBody.Parse(text) is { } json ? TaskReader.TaskId(json) : FromForm(text);
    }

    private static string? FromForm(string text)
    {
        if (text is ['{' or '[', ..])
        {
            return null;
        }

        var fields = text.Split('&').Select(field => field.Split('=', 2)).Where(field => field.Length == 2)
            .ToLookup(field => WebUtility.UrlDecode(field[0]), field => WebUtility.UrlDecode(field[1]));
        return s_names.Select(name => fields[name].FirstOrDefault()).FirstOrDefault(id => TaskReader.IsTaskId(id));
    }
}
