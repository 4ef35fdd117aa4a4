using VideoPipeline.Resellers.Http;

namespace VideoPipeline.Resellers.Answers;

/// <summary>What one reseller's answers mean. Pure: the same answer always means the same.</summary>
internal sealed class AnswerReader(Reseller reseller)
{
    private readonly ErrorTable errors = new(reseller.Name, reseller.ErrorCodes);
    private readonly TaskReader tasks = new(reseller);

    public SubmitAnswer Submit(HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses) =>
        errors.Submit(answer, rejectedStatuses, tasks.Accepted);

    public LookAnswer Look(HttpAnswer answer) => errors.Look(answer, body => tasks.Read(body, errors));

    /// <summary>400, 404 and 409 say that the task goes on (or is none); anything unclear is asked again.</summary>
    public static CancelAnswer Cancel(HttpAnswer answer) => answer switch
    {
        HttpAnswer.Response { Status: >= 200 and < 300 } => CancelAnswer.Cancelled,
        HttpAnswer.Response { Status: 400 or 404 or 405 or 409 or 410 or 422 } => CancelAnswer.Refused,
        _ => CancelAnswer.Unreachable,
    };
}
