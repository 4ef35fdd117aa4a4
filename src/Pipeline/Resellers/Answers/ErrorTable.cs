using System.Collections.Frozen;
using VideoPipeline.Resellers.Http;

namespace VideoPipeline.Resellers.Answers;

/// <summary>
/// The mapping of one provider's answers to the classes of the submission protocol. Pure: the same answer always means the same.
/// </summary>
/// <param name="codes">The provider's documented error codes and what we call them.</param>
internal sealed class ErrorTable(string provider, IReadOnlyDictionary<string, string> codes)
{
    private const string NoMoney = "insufficient_balance";

    private static readonly FrozenSet<int> Refusals = FrozenSet.Create(400, 401, 402, 403, 404, 422);

    /// <summary>Refusals that every API of this kind spells the same way; with one of these nothing was taken, whatever the status.</summary>
    private static readonly Dictionary<string, string> Common = new()
    {
        ["insufficient_quota"] = NoMoney,
        ["insufficient_balance"] = NoMoney,
        ["insufficient_credits"] = NoMoney,
        ["invalid_api_key"] = "invalid_api_key",
    };

    private readonly FrozenDictionary<string, string> codes = Common.Concat(codes)
        .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public string Provider => provider;

    /// <param name="rejectedStatuses">5xx statuses that the operator declares to mean "not accepted" at this provider.</param>
    /// <param name="accepted">Finds the task in a 2xx body.</param>
    public SubmitAnswer Submit(
        HttpAnswer answer, IReadOnlyCollection<int> rejectedStatuses, Func<AnswerBody, SubmitAnswer.Accepted?> accepted)
    {
        switch (answer)
        {
            case HttpAnswer.NotSent notSent:
                return new SubmitAnswer.NotSent(Transport(notSent.Code, notSent.Message, Acceptance.NotAccepted));
            case HttpAnswer.Lost lost:
                return new SubmitAnswer.Ambiguous(Transport(lost.Code, lost.Message, Acceptance.Unknown) with { Retryable = false });
        }

        var response = (HttpAnswer.Response)answer;
        var body = AnswerBody.Parse(response.Body);
        if (response.Status is >= 200 and < 300)
        {
            return body is not null && accepted(body) is { } task ? task
                : body is null && LenientJson.FindTaskId(response.Body) is { } id ? new SubmitAnswer.Accepted(id)
                : WithoutTask(response, body);
        }

        var refused = Refusals.Contains(response.Status)
            || (response.Status is >= 500 and < 600 && rejectedStatuses.Contains(response.Status));
        return response.Status == 429
            ? TooMany(Failure(response, body, Acceptance.NotAccepted))
            : refused
                ? new SubmitAnswer.Rejected(Failure(response, body, Acceptance.NotAccepted))
                : new SubmitAnswer.Ambiguous(Failure(response, body, Acceptance.Unknown) with { Retryable = false });
    }

    /// <param name="read">Reads a task from a 2xx body; null when the body describes none.</param>
    public LookAnswer Look(HttpAnswer answer, Func<AnswerBody, TaskLook?> read)
    {
        switch (answer)
        {
            case HttpAnswer.NotSent notSent:
                return new LookAnswer.Unreachable(Transport(notSent.Code, notSent.Message, Acceptance.Unknown));
            case HttpAnswer.Lost lost:
                return new LookAnswer.Unreachable(Transport(lost.Code, lost.Message, Acceptance.Unknown));
        }

        var response = (HttpAnswer.Response)answer;
        var body = AnswerBody.Parse(response.Body);
        if (response.Status is >= 200 and < 300 && body is not null && read(body) is { } look)
        {
            return new LookAnswer.Seen(look.At(response.Origin));
        }

        var failure = Failure(response, body, Acceptance.Unknown);
        return failure.Code == "not_found" ? new LookAnswer.Missing(failure) : new LookAnswer.Unreachable(failure);
    }

    /// <summary>The failure of a task that the provider had accepted.</summary>
    public ProviderFailure OfTask(TaskState state, ErrorDetails error)
    {
        var code = state switch
        {
            TaskState.Cancelled => "cancelled",
            TaskState.Expired => "expired",
            _ when Moderation.Matches(error) => Moderation.Code,
            _ => Meaning(error) ?? "generation_failed",
        };
        var message = $"{provider} {(state is TaskState.Failed ? "failed" : state is TaskState.Cancelled ? "cancelled" : "expired")} the task.";
        return new ProviderFailure(
            provider, code, message, Acceptance.Accepted, code is "generation_failed" or "provider_error", error.Code, error.Message);
    }

    /// <summary>A task that is said to have finished, and no link to what came of it.</summary>
    public ProviderFailure WithoutLink(string state, AnswerBody body) => new(
        provider, "output_missing_url", $"{provider} says that the task has ended ({ErrorDetails.Cut(state)}), and gives no link to a video.",
        Acceptance.Accepted, ProviderMessage: ErrorDetails.Cut(body.Text("message", "msg", "detail", "fail_reason")));

    /// <summary>2xx without a task: a refusal when a documented code (or the status in an envelope) says so; else nobody can tell.</summary>
    private SubmitAnswer WithoutTask(HttpAnswer.Response response, AnswerBody? body)
    {
        var error = ErrorDetails.Read(body);
        if (int.TryParse(error.Code, out var status) && status is >= 300 and < 600)
        {
            var failure = Failure(response with { Status = status }, body, Acceptance.NotAccepted);
            return status == 429 ? TooMany(failure)
                : Refusals.Contains(status) ? new SubmitAnswer.Rejected(failure)
                : new SubmitAnswer.Ambiguous(failure with { Acceptance = Acceptance.Unknown, Retryable = false });
        }

        if (Documented(error) is { } code && code is not "provider_error")
        {
            return new SubmitAnswer.Rejected(Failure(response, body, Acceptance.NotAccepted));
        }

        return new SubmitAnswer.Ambiguous(
            Failure(response, body, Acceptance.Unknown) with { Code = "unreadable_answer", Retryable = false, Message = $"{provider} answered {response.Status} without a task id." });
    }

    private ProviderFailure Failure(HttpAnswer.Response response, AnswerBody? body, Acceptance acceptance)
    {
        var error = ErrorDetails.Read(body);
        var code = Moderation.Matches(error) ? Moderation.Code : Meaning(error) ?? CodeOf(response.Status, error);
        return new ProviderFailure(
            provider, code, $"{provider} answered {response.Status}.", acceptance,
            Retryable: response.Status is 429 or 408 or >= 500,
            error.Code, error.Message ?? ErrorDetails.Words(response, body), response.RetryAfter);
    }

    // A quota that is spent comes back no sooner for waiting. Only its code says so: in words, rate limits are called quotas too.
    private static SubmitAnswer TooMany(ProviderFailure failure) => failure.Code == NoMoney
        ? new SubmitAnswer.Rejected(failure with { Retryable = false, RetryAfter = null })
        : new SubmitAnswer.Throttled(failure);

    private ProviderFailure Transport(string code, string message, Acceptance acceptance) =>
        new(provider, code, ErrorDetails.Cut(message)!, acceptance, Retryable: true);

    // A code that is not documented, but says plainly that the request is wrong, is as good as one that is.
    private string? Meaning(ErrorDetails error) =>
        Documented(error) ?? (error.Code is { } code && FailureClasses.BlamesRequest(code) ? FailureClasses.InvalidRequest : null);

    private string? Documented(ErrorDetails error) => error.Code is { } code ? codes.GetValueOrDefault(code) : null;

    private static string CodeOf(int status, ErrorDetails error) =>
        int.TryParse(error.Code, out var inner) && status is >= 200 and < 300 && inner is >= 300 and < 600 ? CodeOf(inner) : CodeOf(status);

    private static string CodeOf(int status) => status switch
    {
        >= 200 and < 300 => "unreadable_answer",
        >= 300 and < 400 => "unexpected_redirect",
        400 or 422 => "invalid_request",
        401 => "invalid_api_key",
        402 => NoMoney,
        403 => "forbidden",
        404 => "not_found",
        408 => "timeout",
        409 => "conflict",
        429 => "rate_limited",
        >= 500 => "provider_error",
        _ => "unexpected_status",
    };
}
