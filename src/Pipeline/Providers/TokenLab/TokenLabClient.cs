using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.TokenLab;

internal sealed partial class TokenLabClient(ProviderHttp http, ILogger<TokenLabClient> logger)
{
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<string, bool> warned = new();

    public IReadOnlyList<int> RejectedStatuses => http.RejectedStatuses;

    public Task<HttpAnswer> SubmitAsync(JsonObject body, CancellationToken cancellationToken) =>
        http.SubmitAsync("videos/generations", body, cancellationToken);

    /// <summary>Follows <c>poll_url</c> as tokenlab prefers, but only home: the key goes with it.</summary>
    public Task<HttpAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken)
    {
        if (task.PollUrl is not null)
        {
            if (http.OwnUri(task.PollUrl) is { } own)
            {
                return http.GetAsync(own, cancellationToken);
            }

            if (warned.Count < MaxRemembered && warned.TryAdd(task.TaskId, true))
            {
                LogForeignPollUrl(task.TaskId);
            }
        }

        return http.GetAsync(PathOf(task), cancellationToken);
    }

    public Task<HttpAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        http.DeleteAsync(PathOf(task), cancellationToken);

    private static string PathOf(ProviderTask task) => $"tasks/{Uri.EscapeDataString(task.TaskId)}";

    [LoggerMessage(2002, LogLevel.Warning, "The poll_url of task {TaskId} leads away from tokenlab and is ignored")]
    private partial void LogForeignPollUrl(string taskId);
}
