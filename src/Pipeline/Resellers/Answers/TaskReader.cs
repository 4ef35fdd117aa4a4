using System.Globalization;
using System.Text.Json;
using VideoPipeline.Pricing;

namespace VideoPipeline.Resellers.Answers;

/// <summary>Finds in a reseller's answer the id, the state, the result, the bill and what is repeated of the request.</summary>
internal sealed class TaskReader(Reseller reseller)
{
    private const int MaxIdLength = 256;

    /// <summary>The task id, if it is one that can stand in a path.</summary>
    public static string? TaskId(AnswerBody body) => (body.Text("task_id", "taskId") ?? Id(body)) is { } id && IsTaskId(id) ? id : null;

    public static bool IsTaskId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && id.Any(c => c != '.') && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\uFFFD');

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
        var link = state is TaskState.Succeeded or TaskState.Unknown ? ResultLinks.Video(body) : null;
        if (state is TaskState.Unknown && link is not null)
        {
            // A word that nobody knows beside a video: it is there, and paid for.
            state = TaskState.Succeeded;
        }

        var failed = state is TaskState.Failed or TaskState.Cancelled or TaskState.Expired;
        return new TaskLook(
            state,
            word,
            Progress(body),
            link,
            state is TaskState.Succeeded ? ResultLinks.Cover(body) : null,
            Usage(body),
            failed ? errors.OfTask(state, ErrorDetails.Read(body))
                : state is TaskState.Succeeded && link is null ? errors.WithoutLink(word, body) : null,
            Echo(body));
    }

    /// <summary>
    /// The first of the billed quantities that is above zero: some fill in one of them and leave the others at zero. Zero where all of them are.
    /// </summary>
    private ReportedUsage? Usage(AnswerBody body)
    {
        ReportedUsage? zero = null;
        foreach (var layer in body.Layers)
        {
            foreach (var path in reseller.Places.Usage)
            {
                switch (AnswerBody.NumberOf(path.Split('.').Aggregate((JsonElement?)layer, AnswerBody.Json)))
                {
                    case { } number and > 0:
                        return new ReportedUsage(reseller.UsageUnit, number);
                    case 0:
                        zero ??= new ReportedUsage(reseller.UsageUnit, 0);
                        break;
                }
            }
        }

        return zero;
    }

    private TaskState StateOf(string? word) => TaskStates.Read(word, reseller.StateWords);

    /// <summary>The <c>id</c> of an envelope is that of the call, not of the task.</summary>
    private static string? Id(AnswerBody body) =>
        body.Layers.Where((layer, depth) => depth > 0 || body.Layers.Count == 1 || AnswerBody.Json(layer, "code") is null)
            .Select(layer => AnswerBody.TextOf(AnswerBody.Json(layer, "id")))
            .FirstOrDefault(id => id is not null);

    /// <summary>
    /// The innermost word, also one that nobody knows: an envelope may say "success" of the call while the task within still runs.
    /// </summary>
    private static string? StateWord(AnswerBody body) => body.Layers.Reverse()
        .SelectMany(layer => ((string[])["status", "state", "task_status"]).Select(name => AnswerBody.TextOf(AnswerBody.Json(layer, name))))
        .FirstOrDefault(word => word is not null);

    private bool IsCancelled(AnswerBody body) =>
        body.Member("cancelled") is { ValueKind: JsonValueKind.True }
        || (body.Text("cancellation_status") is { } status && StateOf(status) is TaskState.Cancelled);

    private static int? Progress(AnswerBody body) =>
        AnswerBody.NumberOf(body.Member("progress")) is { } percent ? (int)Math.Clamp(percent, 0, 100) : null;

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
            // Without a zone nobody knows which moment it was: no evidence for or against anything.
            : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) && time.Kind != DateTimeKind.Unspecified
                ? new DateTimeOffset(time).ToUniversalTime()
                : null;
}
