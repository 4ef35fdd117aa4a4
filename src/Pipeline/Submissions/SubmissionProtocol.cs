using Azure;
using Microsoft.Extensions.Options;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Submissions;

/// <summary>
/// Sends an attempt at most once, however often, concurrently or late it is called and wherever a process dies. The record says
/// <c>sending</c> before the POST and the outcome after it; whatever cannot be proved not sent is ambiguous.
/// </summary>
public sealed class SubmissionProtocol(SubmissionStore store, TimeProvider time, Chance chance, IOptions<SubmissionsOptions> options)
{
    private const int WriteTries = 6;

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMinutes(2);

    private readonly SubmissionsOptions _options = options.Value;

    /// <summary>Advances the attempt as far as one call can.</summary>
    /// <param name="provider">Where the attempt goes.</param>
    /// <param name="submit">
    /// Made only by the one that sends, before it takes the nonce: resolving inputs may fail, and must not leave a record that
    /// says <c>sending</c>.
    /// </param>
    public async Task<SubmissionResult> SubmitAsync(
        string job,
        int attempt,
        IVideoProvider provider,
        Func<CancellationToken, Task<ProviderSubmit>> submit,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.ReadAsync(job, attempt, cancellationToken) is not { } read)
            {
                // Prepared records are never deleted while a job runs: without one nobody can say what was sent.
                return new SubmissionResult(SubmissionState.Ambiguous, provider.Name, Code: "submission_record_missing");
            }

            var record = read.Value;
            switch (SubmissionSteps.Next(record, time.GetUtcNow(), _options))
            {
                case SubmissionStep.Answered:
                    return SubmissionResult.From(record);
                case SubmissionStep.WaitForRetry:
                    return SubmissionResult.From(record, record.RetryAt);
                case SubmissionStep.WaitForSender:
                    return SubmissionResult.From(record, SubmissionSteps.SenderIsGoneAt(record, _options));
                case SubmissionStep.DeclareAmbiguous:
                    await DeclareAsync(read, cancellationToken);
                    break;
                case SubmissionStep.Send:
                    var body = await submit(cancellationToken);
                    if (await TakeAsync(read, cancellationToken) is { } taken)
                    {
                        return await SendAsync(taken, provider, body);
                    }

                    break;
            }
        }
    }

    // A sender that has claimed the task and died before it could say so has left the answer behind.
    private async Task DeclareAsync(Stored<SubmissionRecord> read, CancellationToken cancellationToken)
    {
        var record = read.Value;
        if (await store.FindClaimAsync(record.Provider, record.Job, record.Attempt, cancellationToken) is { } taskId)
        {
            var accepted = Acceptances.Add(record, new SubmitAnswer.Accepted(taskId), time.GetUtcNow(), adoptedFrom: "claim");
            await store.TryReplaceAsync(read, accepted, cancellationToken);
            return;
        }

        var lost = Lost(record);
        if (await store.TryReplaceAsync(read, lost, cancellationToken) is not null)
        {
            PipelineMetrics.Ambiguous(lost.Provider, lost.Failure);
        }
    }

    private async Task<Stored<SubmissionRecord>?> TakeAsync(Stored<SubmissionRecord> read, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sending = read.Value with
        {
            State = SubmissionState.Sending,
            Nonce = chance.NewId().ToString("N"),
            SendingAt = now,
            SendBefore = now + _options.SendWindow,
            RetryAt = null,
        };
        Exception? outage = null;
        try
        {
            if (await store.TryReplaceAsync(read, sending, cancellationToken) is { } taken)
            {
                return taken;
            }
        }
        catch (Exception e) when (IsOutage(e) && !cancellationToken.IsCancellationRequested)
        {
            // Whether it was written stands in storage.
            outage = e;
        }

        // The write may have been ours, its answer lost or met by the storage client's own retry.
        var standing = await store.ReadAsync(sending.Job, sending.Attempt, cancellationToken);
        if (standing?.Value.Nonce == sending.Nonce)
        {
            return standing;
        }

        // Storage that can be read but not written must not be asked in a loop: the durable layer calls again, later.
        return outage is null ? null : throw outage;
    }

    // From here on nothing may be cancelled from outside: an answer that nobody waits for is an answer lost.
    private async Task<SubmissionResult> SendAsync(Stored<SubmissionRecord> taken, IVideoProvider provider, ProviderSubmit body)
    {
        if (time.GetUtcNow() >= taken.Value.SendBefore)
        {
            return await WriteAsync(taken, record => Again(record, TimeSpan.Zero, failure: null), provider.Name);
        }

        return await PostAsync(provider, body) switch
        {
            SubmitAnswer.Accepted accepted => await AcceptAsync(taken, provider.Name, accepted),
            SubmitAnswer.Rejected rejected => await WriteAsync(
                taken, record => record with { State = SubmissionState.Rejected, Failure = rejected.Failure }, provider.Name),
            SubmitAnswer.NotSent notSent => await WriteAsync(
                taken, record => Again(record, Backoff(record, notSent.Failure), notSent.Failure), provider.Name),
            SubmitAnswer.Throttled throttled => await WriteAsync(
                taken, record => Again(record, Backoff(record, throttled.Failure), throttled.Failure), provider.Name),
            SubmitAnswer.Ambiguous ambiguous => await WriteAsync(
                taken, record => record with { State = SubmissionState.Ambiguous, Failure = ambiguous.Failure }, provider.Name),
            var unknown => throw new InvalidOperationException($"Unknown answer {unknown.GetType().Name}."),
        };
    }

    // The provider's client has a timeout of its own; this one is for a client that does not come back at all.
    private async Task<SubmitAnswer> PostAsync(IVideoProvider provider, ProviderSubmit body)
    {
        using var timeout = new CancellationTokenSource(_options.PostTimeout + _options.SendWindow, time);
        try
        {
            return await provider.SubmitAsync(body, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return new SubmitAnswer.Ambiguous(new ProviderFailure(
                provider.Name, "timeout", "The submit did not come back in time.", Acceptance.Unknown));
        }
    }

    private async Task<SubmissionResult> AcceptAsync(
        Stored<SubmissionRecord> taken, string provider, SubmitAnswer.Accepted accepted)
    {
        var job = taken.Value.Job;
        if (!await PersistAsync(() => store.TryClaimAsync(provider, accepted.TaskId, job, taken.Value.Attempt, CancellationToken.None)))
        {
            var failure = new ProviderFailure(
                provider, "task_already_claimed", "The provider answered with the task of another job.", Acceptance.Unknown);
            return await WriteAsync(
                taken, record => record with { State = SubmissionState.Ambiguous, Failure = failure }, provider);
        }

        return await WriteAsync(taken, record => Acceptances.Add(record, accepted, time.GetUtcNow()), provider);
    }

    /// <summary>Writes the answer down, also over what another execution has written meanwhile: an acceptance is never dropped.</summary>
    private async Task<SubmissionResult> WriteAsync(
        Stored<SubmissionRecord> read, Func<SubmissionRecord, SubmissionRecord> answer, string provider)
    {
        var nonce = read.Value.Nonce;
        while (true)
        {
            var record = answer(read.Value);
            if (await PersistAsync(() => store.TryReplaceAsync(read, record, CancellationToken.None)) is not null)
            {
                if (record.State == SubmissionState.Ambiguous)
                {
                    PipelineMetrics.Ambiguous(provider, record.Failure);
                }

                return SubmissionResult.From(record, record.RetryAt);
            }

            if (await PersistAsync(() => store.ReadAsync(read.Value.Job, read.Value.Attempt, CancellationToken.None)) is not { } now)
            {
                return new SubmissionResult(SubmissionState.Ambiguous, provider, Code: "submission_record_missing");
            }

            if (record.State != SubmissionState.Accepted && (now.Value.State != SubmissionState.Sending || now.Value.Nonce != nonce))
            {
                return SubmissionResult.From(now.Value, now.Value.RetryAt);
            }

            read = now;
        }
    }

    // Storage that is away for a while must not cost a paid answer, so the storage client's own retries are not the last word.
    private async Task<T> PersistAsync<T>(Func<Task<T>> write)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await write();
            }
            catch (Exception e) when (tries < WriteTries && IsOutage(e))
            {
                await Task.Delay(s_firstRetry * tries, time);
            }
        }
    }

    // The storage client gives up with an AggregateException of its tries, or with a cancellation of its own when a try timed out.
    private static bool IsOutage(Exception e) =>
        e is RequestFailedException or AggregateException or OperationCanceledException or IOException;

    private SubmissionRecord Again(SubmissionRecord record, TimeSpan wait, ProviderFailure? failure) => record with
    {
        State = SubmissionState.Prepared,
        Nonce = null,
        SendBefore = null,
        SendingAt = null,
        RetryAt = time.GetUtcNow() + wait,
        Refusals = record.Refusals + (failure is null ? 0 : 1),
        Failure = failure ?? record.Failure,
    };

    private static SubmissionRecord Lost(SubmissionRecord record) => record with
    {
        State = SubmissionState.Ambiguous,
        Failure = new ProviderFailure(
            record.Provider, "submission_interrupted", "The sender went away before it wrote down an answer.", Acceptance.Unknown),
    };

    // What the provider asks for is honoured; on top of it grows a wait of our own, so that a crowd thins out.
    private static TimeSpan Backoff(SubmissionRecord record, ProviderFailure failure)
    {
        var grown = s_firstRetry * Math.Pow(2, Math.Min(record.Refusals, 10));
        var own = grown < s_longestRetry ? grown : s_longestRetry;
        return failure.RetryAfter is { } asked && asked > own ? asked : own;
    }
}
