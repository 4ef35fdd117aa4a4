using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Takes a POST for a video: records it, checks it, accepts it, answers it.</summary>
internal sealed class SubmitEndpoint(
    Bearer bearer,
    FaultBook faults,
    TaskStore tasks,
    Balances balances,
    Journal journal,
    CallbackSender callbacks,
    TaskIds ids,
    SubmitRate rate,
    IOptions<SimulatorOptions> options,
    TimeProvider time)
{
    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false };

    public async Task HandleAsync(HttpContext http, IDialect dialect)
    {
        var submission = journal.Receive(dialect.Name, http.Request.Headers["traceparent"]);
        try
        {
            await HandleAsync(http, dialect, submission).ConfigureAwait(false);
        }
        finally
        {
            submission.Open = false;
        }
    }

    private async Task HandleAsync(HttpContext http, IDialect dialect, Submission submission)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted).ConfigureAwait(false);
        using var body = Parse(text);
        var prompt = PromptOf(body);
        journal.Read(submission, text, prompt);

        if (bearer.AccountOf(http.Request) is not { } account)
        {
            await RefuseAsync(http, dialect, submission, Refusals.InvalidKey).ConfigureAwait(false);
            return;
        }

        if (!rate.TryTake(dialect.Name))
        {
            await RefuseForNowAsync(http, dialect, submission, "Too many requests").ConfigureAwait(false);
            return;
        }

        var asked = faults.For(dialect.Name, prompt ?? "", http.Request.Headers[FaultBook.Header], out var problem);
        if (problem is not null)
        {
            var unknown = new Refusal(400, RefusalKind.UnknownFault, problem);
            await RefuseAsync(http, dialect, submission, unknown).ConfigureAwait(false);
            return;
        }

        if (TakeTurn(asked, FaultStage.Submit, submission) is { } before)
        {
            await FailBeforeAsync(http, dialect, before).ConfigureAwait(false);
            return;
        }

        await ConsiderAsync(http, dialect, submission, body, asked, account).ConfigureAwait(false);
    }

    private async Task ConsiderAsync(
        HttpContext http, IDialect dialect, Submission submission, JsonDocument? body, IReadOnlyList<Fault> asked, string account)
    {
        var reading = Read(http.Request, dialect, body);
        if (reading.Order is not { } order)
        {
            await RefuseAsync(http, dialect, submission, reading.Refusal!).ConfigureAwait(false);
            return;
        }

        var name = dialect.Name;
        var origin = new TaskOrigin(
            time.GetUtcNow(), options.Value.QueueTime(name), options.Value.GenerationTime(name), OriginOf(http.Request), account,
            submission.Number, submission.TraceParent);
        var task = new VideoTask(dialect.NewTaskId(order, ids.New()), name, order, asked, origin);
        if (!balances.TryReserve(task))
        {
            await RefuseAsync(http, dialect, submission, Refusals.InsufficientBalance).ConfigureAwait(false);
            return;
        }

        if (!tasks.TryEnter(task))
        {
            balances.Settle(task, 0m);
            await RefuseForNowAsync(http, dialect, submission, "Too many tasks are running").ConfigureAwait(false);
            return;
        }

        journal.Accept(submission, task, body!.RootElement.GetRawText());
        tasks.Add(task);
        callbacks.Follow(task);
        await AnswerAsync(http, dialect, submission, task).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext http, IDialect dialect, Submission submission, VideoTask task)
    {
        var created = dialect.Created(task);
        var struck = TakeTurn(task.Faults, FaultStage.Answer, submission);
        switch (struck?.Kind)
        {
            case FaultKind.ErrorAfter:
                await Answers.FailAsync(http, dialect, struck.Status).ConfigureAwait(false);
                return;
            case FaultKind.ResetAfter:
                await Answers.ResetAsync(http).ConfigureAwait(false);
                return;
            case FaultKind.HangAfter:
                await Answers.HangAsync(http, struck).ConfigureAwait(false);
                return;
            case FaultKind.Unreadable:
                await Answers.WriteUnreadableAsync(http).ConfigureAwait(false);
                return;
            case FaultKind.Held:
                await Task.Delay(struck.Seconds, time, http.RequestAborted).ConfigureAwait(false);
                break;
            case FaultKind.NoTaskId:
                var holder = dialect.ResultHolder(created);
                holder.Remove("id");
                holder.Remove("task_id");
                holder.Remove("poll_url");
                break;
        }

        if (struck?.Kind == FaultKind.Packed)
        {
            await Answers.WritePackedAsync(http, created, struck.Text("as")).ConfigureAwait(false);
            return;
        }

        var answer = struck?.Kind == FaultKind.Wrapped ? Answers.Wrap(created, task.Id, "QUEUED") : created;
        await Answers.WriteAsync(http, StatusCodes.Status200OK, answer).ConfigureAwait(false);
    }

    private static Task FailBeforeAsync(HttpContext http, IDialect dialect, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.RateLimited:
                return Answers.RefuseForNowAsync(http, dialect, fault);
            case FaultKind.QuotaSpent:
                return Answers.RefuseAsync(http, dialect, new Refusal(429, RefusalKind.InsufficientBalance, "You exceeded your current quota"));
            case FaultKind.Unavailable:
                Answers.RetryAfter(http, fault.RetryAfter);
                return Answers.FailAsync(http, dialect, StatusCodes.Status503ServiceUnavailable);
            case FaultKind.ResetBefore:
                return Answers.ResetAsync(http);
            case FaultKind.HangBefore:
                return Answers.HangAsync(http, fault);
            case FaultKind.Redirect:
                Answers.Redirect(http, fault);
                return Task.CompletedTask;
            case FaultKind.ErrorCode:
                return Answers.WriteAsync(http, StatusCodes.Status200OK, dialect.Error(RefusalNamed(fault.Text("as"))));
            case FaultKind.ModerationBefore:
                return Answers.RefuseAsync(http, dialect, Refusals.Moderated);
            case FaultKind.BadImage:
                return Answers.RefuseAsync(http, dialect, Refusals.UnreadableImage);
            default:
                return Answers.FailAsync(http, dialect, fault.Status);
        }
    }

    private static Refusal RefusalNamed(string name) => name switch
    {
        "key" => Refusals.InvalidKey,
        "internal" => Refusals.Broken,
        _ => Refusals.InsufficientBalance,
    };

    private Fault? TakeTurn(IReadOnlyList<Fault> asked, FaultStage stage, Submission submission)
    {
        var fault = asked.FirstOrDefault(
            fault => fault.Stage == stage && fault.Kind != FaultKind.ForeignPollUrl
                && faults.TakesTurn(submission.Dialect, submission.Prompt ?? "", fault));
        if (fault is not null)
        {
            journal.Distort(submission, fault);
        }

        return fault;
    }

    private Task RefuseForNowAsync(HttpContext http, IDialect dialect, Submission submission, string message)
    {
        Answers.RetryAfter(http, 1);
        return RefuseAsync(http, dialect, submission, new Refusal(429, RefusalKind.RateLimited, message));
    }

    private Task RefuseAsync(HttpContext http, IDialect dialect, Submission submission, Refusal refusal)
    {
        journal.Refuse(submission, $"{refusal.Status} {refusal.Kind} {refusal.Field} {refusal.Message}");
        return Answers.RefuseAsync(http, dialect, refusal);
    }

    private static Reading Read(HttpRequest request, IDialect dialect, JsonDocument? body)
    {
        if (!request.HasJsonContentType())
        {
            return new Refusal(415, RefusalKind.UnreadableBody, "Content-Type must be application/json");
        }

        return body is { RootElement.ValueKind: JsonValueKind.Object }
            ? dialect.Read(body.RootElement)
            : new Refusal(400, RefusalKind.UnreadableBody, "The body must be a JSON object");
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Reading);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? PromptOf(JsonDocument? body) =>
        body is { RootElement.ValueKind: JsonValueKind.Object } && body.RootElement.TryGetProperty("prompt", out var prompt)
            ? RequestBody.TextOf(prompt) : null;

    private string OriginOf(HttpRequest request) =>
        (options.Value.PublicUrl ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');
}
