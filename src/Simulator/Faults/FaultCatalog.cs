using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace VideoPipeline.Simulator.Faults;

/// <summary>One row of the catalog.</summary>
/// <param name="Defaults">Parameters with their defaults, as they are written in a marker; <c>times=0</c> is for ever.</param>
/// <param name="Alias">A second name, or empty.</param>
internal sealed record FaultDefinition(
    [property: JsonIgnore] FaultKind Kind,
    string Name,
    [property: JsonConverter(typeof(JsonStringEnumConverter<FaultStage>))] FaultStage Stage,
    string Defaults,
    string Effect,
    string Alias = "");

/// <summary>Every fault there is; <c>GET /admin/faults/catalog</c> prints this table.</summary>
internal static class FaultCatalog
{
    public static readonly IReadOnlyList<FaultDefinition> All =
    [
        new(FaultKind.RateLimited, "429", FaultStage.Submit, "retry_after=1 times=1", "429 with Retry-After (s); nothing accepted", "rate-limited"),
        new(FaultKind.QuotaSpent, "quota-429", FaultStage.Submit, "times=0", "429 whose code says that the quota is spent; nothing accepted"),
        new(FaultKind.ErrorBefore, "error-before", FaultStage.Submit, "status=500 times=1", "A 5xx; nothing accepted", "500"),
        new(FaultKind.Unavailable, "503", FaultStage.Submit, "retry_after=0 times=1", "503, with Retry-After (s) when above 0; nothing accepted", "unavailable"),
        new(FaultKind.ResetBefore, "reset-before", FaultStage.Submit, "times=1", "The connection is cut; nothing accepted"),
        new(FaultKind.HangBefore, "hang-before", FaultStage.Submit, "seconds=0 times=1", "No answer for so long (0: until the caller goes away), then the connection is cut; nothing accepted", "timeout-before"),
        new(FaultKind.Redirect, "redirect", FaultStage.Submit, "status=307 to=http://169.254.169.254/ times=1", "A redirect; nothing accepted"),
        new(FaultKind.ErrorCode, "error-code", FaultStage.Submit, "as=balance times=1", "200 with the dialect's own error body (as: balance, key or internal); nothing accepted", "200-error"),
        new(FaultKind.ModerationBefore, "moderation-before", FaultStage.Submit, "times=0", "400: the prompt is refused by moderation; nothing accepted"),
        new(FaultKind.BadImage, "bad-image", FaultStage.Submit, "times=0", "400: an input image cannot be read; nothing accepted"),
        new(FaultKind.ErrorAfter, "error-after", FaultStage.Answer, "status=500 times=1", "The task is accepted, the answer is a 5xx"),
        new(FaultKind.ResetAfter, "reset-after", FaultStage.Answer, "times=1", "The task is accepted, then the connection is cut"),
        new(FaultKind.HangAfter, "hang-after", FaultStage.Answer, "seconds=0 times=1", "The task is accepted, no answer for so long (0: until the caller goes away), then the connection is cut", "timeout-after"),
        new(FaultKind.Held, "held", FaultStage.Answer, "seconds=2 times=1", "The task is accepted, the answer comes so much later"),
        new(FaultKind.NoTaskId, "no-task-id", FaultStage.Answer, "times=1", "The task is accepted, the 200 names no task"),
        new(FaultKind.Unreadable, "unreadable", FaultStage.Answer, "times=1", "The task is accepted, the 200 is not JSON"),
        new(FaultKind.Wrapped, "wrapped", FaultStage.Answer, "", "All answers come wrapped: {\"code\":\"success\",\"data\":{…}}"),
        new(FaultKind.Packed, "packed", FaultStage.Answer, "as=bom", "All answers are packed oddly: as bom, gzip, deflate, br, utf-16, spaces, text (more of it after the JSON) or nan (a bare NaN in it)"),
        new(FaultKind.ForeignPollUrl, "foreign-poll-url", FaultStage.Answer, "url=http://attacker.example/v1/tasks/", "poll_url points to another host (tokenlab)"),
        new(FaultKind.Slow, "slow", FaultStage.Life, "seconds=60", "Runs so much longer"),
        new(FaultKind.Stuck, "stuck", FaultStage.Life, "", "Runs and never ends"),
        new(FaultKind.Late, "late", FaultStage.Life, "seconds=7200", "Succeeds so long after it began to run, also when it was cancelled"),
        new(FaultKind.Failed, "failed", FaultStage.Life, "form=object", "Fails, unbilled; form=string: the error is a plain string where the dialect allows it"),
        new(FaultKind.FailedBilled, "failed-billed", FaultStage.Life, "part=0.5", "Fails, and so much of it is billed"),
        new(FaultKind.Moderation, "moderation", FaultStage.Life, "", "Fails: the result was refused by moderation"),
        new(FaultKind.Cancelled, "cancelled", FaultStage.Life, "", "Ends cancelled"),
        new(FaultKind.Expired, "expired", FaultStage.Life, "", "Ends expired"),
        new(FaultKind.PollRateLimited, "poll-429", FaultStage.Poll, "retry_after=1 times=1", "Status calls get 429 with Retry-After (s)"),
        new(FaultKind.PollError, "poll-5xx", FaultStage.Poll, "status=500 times=3", "Status calls get a 5xx", "poll-500"),
        new(FaultKind.PollNotFound, "poll-404", FaultStage.Poll, "times=1", "Status calls get 404, though the task exists"),
        new(FaultKind.PollErrorCode, "poll-error-code", FaultStage.Poll, "times=1", "Status calls get a 200 with the dialect's own error body"),
        new(FaultKind.PollUnreadable, "poll-unreadable", FaultStage.Poll, "times=1", "Status calls get a 200 that is not JSON"),
        new(FaultKind.PollReset, "poll-reset", FaultStage.Poll, "times=1", "Status calls are cut"),
        new(FaultKind.PollHang, "poll-hang", FaultStage.Poll, "seconds=0 times=1", "Status calls get no answer for so long (0: until the caller goes away), then are cut"),
        new(FaultKind.PollMoved, "poll-moved", FaultStage.Poll, "status=307 to= times=1", "Status calls are redirected, to the same address or to this one"),
        new(FaultKind.UnknownStatus, "unknown-status", FaultStage.Poll, "as=archiving times=3", "Status calls show a status of no known meaning"),
        new(FaultKind.CancelRefused, "cancel-refused", FaultStage.Poll, "", "Cancel gets 400 unsupported_task_cancel (tokenlab)"),
        new(FaultKind.MissingUrl, "missing-url", FaultStage.Result, "", "Success without a result URL"),
        new(FaultKind.PrivateUrl, "private-url", FaultStage.Result, "url=http://10.0.0.1/video.mp4", "The result URL is a private address"),
        new(FaultKind.ResultShape, "result-shape", FaultStage.Result, "as=result_url", "The result URL stands elsewhere: as result_url, video, videos, output, output-list, output-url, output-videos, metadata, results, fail_reason, result-json or relative"),
        new(FaultKind.OverBilled, "over-billed", FaultStage.Result, "factor=2", "The reported bill is so many times what was ordered", "over-billing"),
        new(FaultKind.NoUsage, "no-usage", FaultStage.Result, "", "Success without the fields that tell the bill"),
        new(FaultKind.Forgets, "forgets", FaultStage.Result, "", "Status calls get 404 once one has shown the success"),
        new(FaultKind.LinkOnce, "link-once", FaultStage.Result, "", "Only the first success that is shown has the result URL"),
        new(FaultKind.StateWord, "state-word", FaultStage.Result, "as=finish", "Success under this word"),
        new(FaultKind.ExpiredUrl, "expired-url", FaultStage.Asset, "status=403 times=0", "The download gets 403 (or 404)"),
        new(FaultKind.Truncated, "truncated", FaultStage.Asset, "times=0", "Half of the file, with a Content-Length that agrees"),
        new(FaultKind.WrongLength, "wrong-length", FaultStage.Asset, "times=0", "Content-Length of the whole file, then the connection is cut halfway"),
        new(FaultKind.NotMp4, "not-mp4", FaultStage.Asset, "type=video/mp4 times=0", "An HTML page, with this content type"),
        new(FaultKind.PrivateRedirect, "private-redirect", FaultStage.Asset, "to=http://169.254.169.254/latest/meta-data times=0", "The download is redirected to a private address"),
        new(FaultKind.AssetError, "asset-5xx", FaultStage.Asset, "status=503 times=2", "The download gets a 5xx", "asset-503"),
        new(FaultKind.MissingCover, "missing-cover", FaultStage.Asset, "", "The cover gets 404; the video is there"),
        new(FaultKind.CallbackLost, "callback-lost", FaultStage.Callback, "", "No callback is sent"),
        new(FaultKind.CallbackDuplicated, "callback-duplicated", FaultStage.Callback, "times=2", "Every callback is sent so many times"),
        new(FaultKind.CallbackEarly, "callback-early", FaultStage.Callback, "", "A success callback comes at once, while the task runs; the true ones follow"),
        new(FaultKind.CallbackForged, "callback-forged", FaultStage.Callback, "url=http://attacker.example/video.mp4", "A success callback with another's URL comes while the task runs; the true ones follow"),
        new(FaultKind.CallbackWrongTask, "callback-wrong-task", FaultStage.Callback, "task=", "All callbacks name another task: this one, or the newest other one, or one that does not exist"),
    ];

    private static readonly FrozenDictionary<string, FaultDefinition> ByName = All
        .SelectMany(row => row.Alias.Length == 0 ? [(row.Name, row)] : new[] { (row.Name, row), (row.Alias, row) })
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.row, StringComparer.OrdinalIgnoreCase);

    public static FaultDefinition? Find(string name) => ByName.GetValueOrDefault(name);
}
