using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Books;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Callbacks;

/// <summary>Tells a task's callback URL of its changes: unsigned, up to three tries, five seconds each.</summary>
internal sealed partial class CallbackSender(
    IHttpClientFactory clients,
    IEnumerable<IDialect> dialects,
    TaskStore tasks,
    Journal journal,
    Book book,
    TaskIds ids,
    BackgroundWork background,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<CallbackSender> logger)
{
    public const string ClientName = "callbacks";
    private const int Tries = 3;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Follows a task to its end, if it has a callback URL; returns at once.</summary>
    public void Follow(VideoTask task)
    {
        if (task.Order.CallbackUrl is { } url && task.FaultOf(FaultKind.CallbackLost) is null)
        {
            background.Run(
                $"callbacks of {task.Id}",
                () => FollowAsync(task, url, dialects.Single(dialect => dialect.Name == task.Dialect), lifetime.ApplicationStopping));
        }
    }

    private async Task FollowAsync(VideoTask task, Uri url, IDialect dialect, CancellationToken stopping)
    {
        try
        {
            if (task.FaultOf(FaultKind.CallbackEarly) is not null)
            {
                await SendAsync(task, url, Body(dialect, task, TaskLife.Success(task)), stopping).ConfigureAwait(false);
            }

            await UntilAsync(TaskLife.RunsAt(task), stopping).ConfigureAwait(false);
            await TellAsync(task, url, Body(dialect, task, new TaskView(TaskPhase.Running, 1)), stopping).ConfigureAwait(false);
            if (task.FaultOf(FaultKind.CallbackForged) is { } forged)
            {
                var view = TaskLife.Success(task) with { VideoUrl = forged.Text("url") };
                await SendAsync(task, url, Body(dialect, task, view), stopping).ConfigureAwait(false);
            }

            if (TaskLife.EndsAt(task) is { } end)
            {
                await UntilAsync(end, stopping).ConfigureAwait(false);
                var ended = Body(dialect, task, TaskLife.At(task, time.GetUtcNow()));
                await TellAsync(task, url, ended, stopping).ConfigureAwait(false);
                book.Write(new Entry { Told = task.Id });
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The simulator stops; what was not told stays untold, as with a reseller that goes down.
        }
    }

    private async Task UntilAsync(DateTimeOffset moment, CancellationToken stopping)
    {
        var wait = moment - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(VideoTask task, Uri url, JsonObject body, CancellationToken stopping)
    {
        var copies = Math.Max(1, task.FaultOf(FaultKind.CallbackDuplicated)?.Times ?? 1);
        for (var copy = 0; copy < copies; copy++)
        {
            await SendAsync(task, url, body, stopping).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(VideoTask task, Uri url, JsonObject body, CancellationToken stopping)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            journal.Of(task.Dialect).SendCallback();
            if (await PostAsync(url, body, stopping).ConfigureAwait(false))
            {
                journal.Of(task.Dialect).DeliverCallback();
                return;
            }

            LogUndelivered(task.Id, url.GetLeftPart(UriPartial.Authority), attempt);
            if (attempt < Tries)
            {
                await Task.Delay(Pause * attempt, time, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> PostAsync(Uri url, JsonObject body, CancellationToken stopping)
    {
        using var expiry = new CancellationTokenSource(TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, stopping);
        using var client = clients.CreateClient(ClientName);
        using var content = new StringContent(
            body.ToJsonString(Answers.Json), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var response = await client.PostAsync(url, content, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private JsonObject Body(IDialect dialect, VideoTask task, TaskView view)
    {
        var body = StatusEndpoint.Body(dialect, task, view, dialect.Status);
        if (task.FaultOf(FaultKind.CallbackWrongTask) is { } fault)
        {
            var named = fault.Text("task");
            dialect.ResultHolder(body)["task_id"] = named.Length > 0 ? named : AnotherTask(task, dialect);
        }

        return body;
    }

    private string AnotherTask(VideoTask task, IDialect dialect) =>
        tasks.All.LastOrDefault(other => other.Dialect == task.Dialect && other.Id != task.Id)?.Id
        ?? dialect.NewTaskId(task.Order, ids.New());

    [LoggerMessage(6001, LogLevel.Information, "Callback of task {TaskId} to {Origin} was not taken, try {Attempt}")]
    private partial void LogUndelivered(string taskId, string origin, int attempt);
}
