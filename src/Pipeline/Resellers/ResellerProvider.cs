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

    /// <summary>Follows the address that the reseller gave for its task, but only home: the key goes with it.</summary>
    private Task<HttpAnswer> AskAsync(ProviderTask task, CancellationToken cancellationToken)
    {
        if (reseller.Places.PollUrl is not null && task.PollUrl is not null)
        {
            if (http.OwnUri(task.PollUrl) is { } own)
            {
                return http.GetAsync(own, cancellationToken);
            }

            if (warned.Count < MaxRemembered && warned.TryAdd(task.TaskId, true))
            {
                LogForeignPollUrl(task.TaskId, Name);
            }
        }

        return http.GetAsync(PathOf(reseller.LookPath, task), cancellationToken);
    }

    private static string PathOf(string path, ProviderTask task) =>
        path.Replace(Reseller.Task, Uri.EscapeDataString(task.TaskId), StringComparison.Ordinal);

    [LoggerMessage(2002, LogLevel.Warning, "The poll_url of task {TaskId} leads away from {Provider} and is ignored")]
    private partial void LogForeignPollUrl(string taskId, string provider);
}
