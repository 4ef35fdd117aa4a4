using VideoPipeline.Providers.Answers;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.TokenLab;

/// <summary>tokenlab documents two codes of a cancel that comes too late; statuses say the rest.</summary>
internal static class TokenLabErrors
{
    public static ErrorTable Table { get; } = new(ProviderNames.TokenLab, new Dictionary<string, string>
    {
        ["unsupported_task_cancel"] = "cancel_refused",
        ["task_not_cancellable"] = "cancel_refused",
    });

    public static SubmitAnswer Submit(HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses) =>
        Table.Submit(answer, rejectedStatuses, TokenLabWire.ReadAccepted);

    public static LookAnswer Look(HttpAnswer answer) => Table.Look(answer, TokenLabWire.ReadTask);

    /// <summary>400, 404 and 409 say that the task goes on (or is none); anything unclear is asked again.</summary>
    public static CancelAnswer Cancel(HttpAnswer answer) => answer switch
    {
        HttpAnswer.Response { Status: >= 200 and < 300 } => CancelAnswer.Cancelled,
        HttpAnswer.Response { Status: 400 or 404 or 405 or 409 or 410 or 422 } => CancelAnswer.Refused,
        _ => CancelAnswer.Unreachable,
    };
}
