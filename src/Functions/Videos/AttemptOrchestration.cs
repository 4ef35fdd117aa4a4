using Microsoft.DurableTask;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// One attempt at one provider: submit, wait, store, settle. Runs inside <see cref="GenerateVideoOrchestration"/> and, with long
/// intervals, inside <see cref="FollowUpOrchestration"/>.
/// </summary>
internal sealed class AttemptOrchestration(TaskOrchestrationContext context, LookPlan looks, AttemptState state)
{
    private readonly LookSignal _signal = new(context);
    private AttemptState _state = state;
    private int _looksHere;

    private AttemptRef Attempt => new(_state.JobId, _state.Attempt, _state.Candidate.Provider) { Unlisted = _state.Followed };

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private SubmissionResult Submission => _state.Submission!;

    private DateTimeOffset Since => Submission.SubmittedAt ?? Now;

    private DateTimeOffset Deadline => Since + looks.Deadline;

    public async Task<AttemptEnd> RunAsync(TimeSpan ambiguousWindow)
    {
        if (_state.Submission is null && await SubmitAsync() is { } notSubmitted)
        {
            return notSubmitted;
        }

        if (Submission.State == SubmissionState.Ambiguous && await AwaitEvidenceAsync(ambiguousWindow) is { } noEvidence)
        {
            return noEvidence;
        }

        return _state.VideoReady ? await StoreAsync() : await WaitAsync();
    }

    // Null: accepted or ambiguous, go on.
    private async Task<AttemptEnd?> SubmitAsync()
    {
        Show(JobStatus.Submitting);
        var prepared = await CallAsync<PreparedSubmission>(
            nameof(PrepareSubmission), new PrepareSubmissionInput(Attempt, _state.Candidate.Quote, Now));
        _state = _state with
        {
            PreparedAt = prepared.PreparedAt,
            Candidate = _state.Candidate with { Provider = prepared.Provider, Quote = prepared.Quote },
        };
        if (prepared.Refusal is { } refusal)
        {
            return await SettleAsync(AttemptStatus.Rejected, new ProviderFailure(Attempt.Provider, refusal.Code, refusal.Message ?? "", Acceptance.NotAccepted), null);
        }

        var inputLife = looks.Deadline + TimeSpan.FromHours(1);
        while (true)
        {
            var result = await CallAsync<SubmissionResult>(
                nameof(SubmitVideo), new SubmitVideoInput(Attempt, inputLife));
            if (result is { State: SubmissionState.Prepared, Code: not SubmitVideo.NoSlot })
            {
                _state = _state with { BusySince = _state.BusySince ?? Now };
                if (AttemptDecisions.SubmitIsOverdue(_state.BusySince.Value, Now) || AttemptDecisions.GoesRound(_state.Candidate, result, Now))
                {
                    var code = result.Code == SubmitVideo.InputUnavailable ? result.Code : "provider_busy";
                    result = await CallAsync<SubmissionResult>(nameof(WithdrawSubmission), new WithdrawSubmissionInput(Attempt, code));
                }
            }

            switch (result.State)
            {
                case SubmissionState.Rejected:
                    return await SettleAsync(
                        result.Code == "cancelled" ? AttemptStatus.Cancelled : AttemptStatus.Rejected, Failure(result), null);
                case SubmissionState.Accepted or SubmissionState.Ambiguous:
                    _state = _state with { Submission = result };
                    return null;
                case var _ when ++_looksHere >= AttemptDecisions.LooksPerHistory:
                    return new AttemptEnd.Continue(_state);
                default:
                    Show(JobStatus.Submitting, result.Code);
                    await _signal.WaitAsync(Later(result.CallAgainAt ?? Now, TimeSpan.FromSeconds(1)));
                    break;
            }
        }
    }

    // Null: the task is known, go on.
    private async Task<AttemptEnd?> AwaitEvidenceAsync(TimeSpan window)
    {
        _state = _state with { EvidenceUntil = _state.EvidenceUntil ?? Now + window };
        Show(JobStatus.Ambiguous, Submission.Code);
        while (true)
        {
            var evidence = await CallAsync<Evidence>(nameof(CheckEvidence), new CheckEvidenceInput(Attempt, _state.Answered));
            switch (evidence.Verdict)
            {
                case EvidenceVerdict.Adopted:
                    _state = _state with { Submission = evidence.Submission };
                    return null;
                case EvidenceVerdict.Resubmit:
                    // The old submit may still turn out to have been taken: it stays watched, without a second answer.
                    return new AttemptEnd.Resubmit(Record(AttemptStatus.Ambiguous), _state with { Answered = true, Superseded = true });
                case EvidenceVerdict.Abandon:
                    return new AttemptEnd.Parked(Record(AttemptStatus.Failed, JobError.Of("abandoned")), _state with { Answered = true });
                case EvidenceVerdict.None when Now >= _state.EvidenceUntil:
                    return new AttemptEnd.Parked(Record(AttemptStatus.Ambiguous, NotKnown()), _state);
            }

            if (++_looksHere > AttemptDecisions.LooksPerHistory)
            {
                return new AttemptEnd.Continue(_state);
            }

            await NextAsync(Earlier(_state.EvidenceUntil.Value, Now + looks.SafetyInterval));
        }
    }

    private async Task<AttemptEnd> WaitAsync()
    {
        TimeSpan? retryAfter = null;
        var lookNow = false;
        var cancelSeen = false;
        while (true)
        {
            Show(JobStatus.Running);
            var woken = false;
            if (!lookNow)
            {
                woken = await NextAsync(LookSchedule.Next(looks, Since, _state.Looks, _state.LastLook, _state.Candidate.ExpectsCallback, retryAfter));
            }

            // Most looks find nobody who wants a cancel: a read each would be half of what a waiting job costs.
            var readControl = woken || lookNow || cancelSeen || _state.Followed || Now >= Deadline || AttemptDecisions.ReadsControl(_looksHere);
            lookNow = false;
            var look = await CallAsync<VideoLook>(nameof(LookAtVideo), Task() with { SkipControl = !readControl });
            cancelSeen |= look.CancelRequested;
            retryAfter = look.RetryAfter;
            _state = _state with
            {
                Looks = _state.Looks + 1,
                LastLook = Now,
                Progress = look.Progress ?? _state.Progress,
                Usage = AttemptDecisions.UsageAfter(look, _state),
                Linkless = look is { Answered: true, State: TaskState.Succeeded, HasVideo: false } ? _state.Linkless + 1 : 0,
            };
            switch (AttemptDecisions.After(look, _state, Now, Deadline))
            {
                case AfterLook.Store:
                    _state = _state with { VideoReady = true, Links = look.Links };
                    return await StoreAsync();
                case AfterLook.SettleFailure:
                    return await SettleAsync(AttemptDecisions.StatusOf(look.State), look.Failure, look.Usage);
                case AfterLook.AskProviderToCancel:
                    lookNow = await CallAsync<CancelAnswer>(nameof(CancelVideo), Task()) != CancelAnswer.Unreachable;
                    _state = _state with { CancelAnswered = lookNow };
                    break;
                case AfterLook.ParkCancelled:
                    return new AttemptEnd.Parked(Record(AttemptStatus.Cancelled, JobError.Of("cancel_requested")), _state);
                case AfterLook.ParkWithoutLink:
                    return new AttemptEnd.Parked(Record(AttemptStatus.TimedOut, Error(look.Failure!)), _state);
                case AfterLook.ParkTimedOut:
                    return new AttemptEnd.Parked(Record(AttemptStatus.TimedOut, JobError.Of("deadline_passed")), _state);
            }

            // An event that came during the look would be lost with this history, and the next one begins with a wait.
            if (AttemptDecisions.BeginsAnew(++_looksHere, lookNow || _signal.IsRaised))
            {
                return new AttemptEnd.Continue(_state);
            }
        }
    }

    private async Task<AttemptEnd> StoreAsync()
    {
        while (true)
        {
            Show(JobStatus.Storing, _state.StoreCode);
            var stored = await CallAsync<StoredVideo>(
                nameof(StoreVideo),
                Task() with
                {
                    Attempt = Attempt with { Unlisted = _state.Followed || _state.StoreTries > 0 },
                    Seen = _state.Links,
                    Again = _state.StoreTries > 0,
                });
            if (stored.Code is null)
            {
                return await SettleAsync(AttemptStatus.Succeeded, null, stored.Usage, new JobOutput(stored.Video, stored.Cover));
            }

            _state = _state with { StoreTries = _state.StoreTries + 1, StoreCode = stored.Code, Usage = stored.Usage ?? _state.Usage };
            switch (AttemptDecisions.After(stored, _state, Now, Deadline))
            {
                case AfterStoreFailure.ParkTimedOut:
                    return new AttemptEnd.Parked(Record(AttemptStatus.TimedOut, JobError.Of(JobError.Output + stored.Code)), _state);
            }

            if (++_looksHere >= AttemptDecisions.LooksPerHistory)
            {
                return new AttemptEnd.Continue(_state);
            }

            await _signal.WaitOnlyAsync(Earlier(Later(Deadline, TimeSpan.FromSeconds(1)), Now + AttemptDecisions.StoreRetry(_state.StoreTries)));
        }
    }

    private async Task<AttemptEnd> SettleAsync(AttemptStatus status, ProviderFailure? failure, Pricing.ReportedUsage? usage, JobOutput? output = null)
    {
        var input = SettleVideoInput.Of(_state, status, usage);
        var bill = await CallAsync<Pricing.Settlement?>(nameof(SettleVideo), input);
        var settled = Record(status, failure is null ? null : Error(failure)) with
        {
            Usage = bill,
            Output = output,
            CompletedAt = Now,
        };
        var mayTryNext = status is AttemptStatus.Failed or AttemptStatus.Rejected
            && AttemptDecisions.MayTryNext(failure, _state.Candidate, accepted: input.TaskId is not null);
        return new AttemptEnd.Settled(settled, mayTryNext);
    }

    // Waits for the time or the event. A look that an event asks for comes an interval later: callbacks within that interval raise
    // no event of their own, so that however many come, one look is the answer to all of them. True when it was an event.
    private async Task<bool> NextAsync(DateTimeOffset due)
    {
        if (!await _signal.WaitAsync(due))
        {
            return false;
        }

        await _signal.WaitOnlyAsync(Now + LookPlan.MinInterval);
        _signal.Rearm();
        return true;
    }

    private Task<T> CallAsync<T>(string activity, object input) =>
        context.CallActivityAsync<T>(activity, input, ActivityRetries.Storage);

    private TaskRef Task() => new(Attempt, Submission.TaskId!, Submission.PollUrl);

    private JobAttempt Record(AttemptStatus status, JobError? error = null) => new(
        _state.Attempt,
        Attempt.Provider,
        status,
        _state.Submission?.TaskId,
        _state.Candidate.Quote,
        Error: error,
        SubmittedAt: _state.Submission?.SubmittedAt);

    private void Show(JobStatus status, string? code = null) => context.SetCustomStatus(new VideoStatus(
        status, _state.Progress, Attempt.Provider, _state.Submission?.TaskId, _state.Attempt, code, _state.Submission?.SubmittedAt, _state.Candidate.Quote));

    private ProviderFailure Failure(SubmissionResult result) => new(
        Attempt.Provider, result.Code ?? "unknown", result.Message ?? "", Acceptance.NotAccepted, ProviderCode: result.ProviderCode, ProviderMessage: result.ProviderMessage);

    private JobError NotKnown() => JobError.Ambiguous(Submission.Code ?? "unknown", Attempt.Provider, Submission.Message) with
    {
        ProviderCode = Submission.ProviderCode,
        ProviderMessage = Submission.ProviderMessage,
    };

    private static JobError Error(ProviderFailure failure) =>
        new(failure.Code, failure.Message, failure.ProviderCode, failure.ProviderMessage);

    private DateTimeOffset Later(DateTimeOffset time, TimeSpan atLeast) => time > Now + atLeast ? time : Now + atLeast;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
