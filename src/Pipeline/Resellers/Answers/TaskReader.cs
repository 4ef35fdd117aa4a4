using System.Globalization;
using System.Text.Json;
using VideoPipeline.Pricing;

namespace VideoPipeline.Resellers.Answers;

/// <summary>Finds in a reseller's answer the id, the state, the result, the bill and what is repeated of the request.</summary>
internal sealed class TaskReader(Reseller reseller)
{
    private const int MaxIdLength = 256;

    /// <summary>The task id, if it is one that can stand in a path.</summary>
    private static string? TaskId(AnswerBody body) =>
        (body.Text("task_id") ?? Id(body)) is { Length: <= MaxIdLength } id && id.Any(c => c != '.') && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? id
            : null;

    /// <summary>The task that an answer to a submit names, or null.</summary>
    public SubmitAnswer.Accepted? Accepted(AnswerBody body) => TaskId(body) is { } id
        ? new SubmitAnswer.Accepted(
            id,
            reseller.Places.PollUrl is { } pollUrl ? body.Text(pollUrl) : null,
            reseller.Places.BillsAtSubmit ? Usage(body) : null)
        : null;

    /// <summary>The task, or null when the body has no state at all.</summary>
    public TaskLook? Read(AnswerBody body, ErrorTable errors)
    {
        if (StateWord(body) is not { } word)
        {
            return null;
        }

        var state = IsCancelled(body) ? TaskState.Cancelled : StateOf(word);
        var failed = state is TaskState.Failed or TaskState.Cancelled or TaskState.Expired;
        return new TaskLook(
            state,
            word,
            Progress(body),
            state is TaskState.Succeeded ? VideoUrl(body) : null,
            state is TaskState.Succeeded ? CoverUrl(body) : null,
            Usage(body),
            failed ? errors.OfTask(state, ErrorDetails.Read(body)) : null,
            Echo(body));
    }

    private ReportedUsage? Usage(AnswerBody body)
    {
        foreach (var layer in body.Layers)
        {
            foreach (var path in reseller.Places.Usage)
            {
                var value = path.Split('.').Aggregate((JsonElement?)layer, AnswerBody.Json);
                if (AnswerBody.NumberOf(value) is { } number and >= 0)
                {
                    return new ReportedUsage(reseller.UsageUnit, number);
                }
            }
        }

        return null;
    }

    private TaskState StateOf(string? word) => TaskStates.Read(word, reseller.StateWords);

    /// <summary>The <c>id</c> of an envelope is that of the call, not of the task.</summary>
    private static string? Id(AnswerBody body) =>
        body.Layers.Where((layer, depth) => depth > 0 || body.Layers.Count == 1 || AnswerBody.Json(layer, "code") is null)
            .Select(layer => AnswerBody.TextOf(AnswerBody.Json(layer, "id")))
            .FirstOrDefault(id => id is not null);

    /// <summary>
    /// The innermost word that is a state: an envelope may say "success" of the call while the task within still runs.
    /// </summary>
    private string? StateWord(AnswerBody body)
    {
        string?[] words =
        [
            .. from layer in body.Layers.Reverse()
               from name in (string[])["status", "state", "task_status"]
               select AnswerBody.TextOf(AnswerBody.Json(layer, name)),
        ];
        return words.FirstOrDefault(word => StateOf(word) is not TaskState.Unknown) ?? words.FirstOrDefault(word => word is not null);
    }

    private bool IsCancelled(AnswerBody body) =>
        body.Member("cancelled") is { ValueKind: JsonValueKind.True }
        || (body.Text("cancellation_status") is { } status && StateOf(status) is TaskState.Cancelled);

    private static int? Progress(AnswerBody body) =>
        AnswerBody.NumberOf(body.Member("progress")) is { } percent ? (int)Math.Clamp(percent, 0, 100) : null;

    private static string? VideoUrl(AnswerBody body)
    {
        foreach (var layer in body.Layers)
        {
            var video = AnswerBody.Json(layer, "video");
            var result = AnswerBody.First(AnswerBody.Json(layer, "videos")) ?? AnswerBody.First(AnswerBody.Json(layer, "data"));
            JsonElement?[] places =
            [
                AnswerBody.Json(layer, "video_url"),
                AnswerBody.Json(AnswerBody.Json(layer, "output"), "video_url"),
                AnswerBody.Json(result, "video_url"),
                AnswerBody.First(AnswerBody.Json(layer, "response")),
                AnswerBody.Json(layer, "result_url"),
                AnswerBody.Json(video, "url"),
                video,
                AnswerBody.Json(result, "url"),
                result,
                AnswerBody.Json(AnswerBody.Json(layer, "content"), "video_url"),
                AnswerBody.Json(layer, "response"),
                AnswerBody.Json(layer, "url"),
            ];
            if (places.Select(Address).FirstOrDefault(a => a is not null) is { } url)
            {
                return url;
            }
        }

        return null;
    }

    private static string? CoverUrl(AnswerBody body)
    {
        foreach (var layer in body.Layers)
        {
            var result = AnswerBody.First(AnswerBody.Json(layer, "data"));
            JsonElement?[] places =
            [
                AnswerBody.Json(result, "cover_image_url"),
                AnswerBody.Json(layer, "cover_image_url"),
                AnswerBody.Json(AnswerBody.Json(layer, "output"), "cover_image_url"),
                AnswerBody.Json(layer, "cover_url"),
            ];
            if (places.Select(Address).FirstOrDefault(a => a is not null) is { } url)
            {
                return url;
            }
        }

        return null;
    }

    private static TaskEcho? Echo(AnswerBody body)
    {
        var request = body.Member("request");
        var prompt = AnswerBody.TextOf(AnswerBody.Json(request, "prompt")) ?? body.Text("prompt");
        var seconds = AnswerBody.NumberOf(AnswerBody.Json(request, "duration")) ?? AnswerBody.NumberOf(body.Member("duration", "seconds"));
        var duration = seconds is > 0 and < 3600 && seconds == decimal.Truncate(seconds.Value) ? (int?)seconds : null;
        var echo = new TaskEcho(prompt, duration, Time(body.Text("created_at", "created")), body.Text("model"));
        return echo == new TaskEcho() ? null : echo;
    }

    private static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number switch
            {
                <= 0 => null,
                < 100_000_000_000 => DateTimeOffset.FromUnixTimeSeconds(number),
                < 100_000_000_000_000 => DateTimeOffset.FromUnixTimeMilliseconds(number),
                _ => null,
            }
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : null;

    private static string? Address(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } && AnswerBody.TextOf(value) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? text
            : null;
}
