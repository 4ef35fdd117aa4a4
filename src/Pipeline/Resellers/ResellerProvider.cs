using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Resellers.Http;

namespace VideoPipeline.Resellers;

/// <summary>Talks to one reseller as its definition says.</summary>
internal sealed partial class ResellerProvider(
    Reseller reseller, ProviderHttp http, UnknownStates unknownStates, ILogger<ResellerProvider> logger) : IVideoProvider
{
    private const int MaxRemembered = 1000;

    private readonly AnswerReader answers = new(reseller);
    private readonly ConcurrentDictionary<string, bool> warned = new();
    private volatile bool documentedFirst;

    public string Name => reseller.Name;

    public bool SupportsCallback => reseller.Callback;

    public bool FailureIsUnbilled => reseller.FailureIsUnbilled;

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        answers.Submit(await http.SubmitAsync(reseller.SubmitPath, reseller.Body(submit), cancellationToken), http.RejectedStatuses);

    public async Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        unknownStates.Noted(Name, answers.Look(await AskAsync(task, cancellationToken)));

    public async Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) => reseller.CancelPath is { } path
        ? AnswerReader.Cancel(await http.DeleteAsync(PathOf(path, task), cancellationToken))
        : CancelAnswer.Unsupported;

    /// <summary>
    /// Follows the address that the reseller gave for its task, but only home: the key goes with it. Behind a gateway that address may
    /// lack the gateway's own prefix; then the documented path is asked, and first of all from the next task on.
    /// </summary>
    private async Task<HttpAnswer> AskAsync(ProviderTask task, CancellationToken cancellationToken)
    {
        var documented = http.Documented(PathOf(reseller.LookPath, task));
        if (Given(task) is not { } given || given == documented)
        {
            return await http.GetAsync(documented, cancellationToken);
        }

        var (first, second) = documentedFirst ? (documented, given) : (given, documented);
        var answer = await http.GetAsync(first, cancellationToken);
        if (answer is not HttpAnswer.Response { Status: 404 })
        {
            return answer;
        }

        var other = await http.GetAsync(second, cancellationToken);
        if (other is not HttpAnswer.Response { Status: >= 200 and < 300 })
        {
            return answer;
        }

        documentedFirst = second == documented;
        return other;
    }

    private Uri? Given(ProviderTask task)
    {
        if (reseller.Places.PollUrl is not null && task.PollUrl is not null)
        {
            if (http.OwnUri(task.PollUrl) is { } own)
            {
                return own;
            }

            if (warned.Count < MaxRemembered && warned.TryAdd(task.TaskId, true))
            {
                LogForeignPollUrl(task.TaskId, Name);
            }
        }

        return null;
    }

    private static string PathOf(string path, ProviderTask task) =>
        path.Replace(Reseller.Task, Uri.EscapeDataString(task.TaskId), StringComparison.Ordinal);

    [LoggerMessage(2002, LogLevel.Warning, "The poll_url of task {TaskId} leads away from {Provider} and is ignored")]
    private partial void LogForeignPollUrl(string taskId, string provider);
}
