using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Sends an attempt to its provider, at most once (see <see cref="SubmissionProtocol"/>).</summary>
public sealed partial class SubmitVideo(
    SubmissionProtocol protocol,
    SubmissionWithdrawal withdrawal,
    JobDocuments jobs,
    JobControls controls,
    ProviderRegistry providers,
    ProviderSlots slots,
    ProviderPace pace,
    BatchCancels batches,
    InputResolver inputs,
    CallbackUrls callbacks,
    JobListing listing,
    TimeProvider time,
    ILogger<SubmitVideo> logger)
{
    /// <summary>All tasks that this app may have at the provider are in flight.</summary>
    public const string NoSlot = "no_slot";

    /// <summary>The provider has said 429 to somebody, and all take turns.</summary>
    public const string Paced = "paced";

    /// <summary>An input of the request cannot be had; nothing was sent.</summary>
    public const string InputUnavailable = FailureClasses.InputUnavailable;

    private static readonly TimeSpan s_inputPatience = TimeSpan.FromSeconds(30);

    [Function(nameof(SubmitVideo))]
    public async Task<SubmissionResult> RunAsync([ActivityTrigger] SubmitVideoInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, name) = input.Attempt;
        if (await IsCancelledAsync(jobId, cancellationToken)
            && await withdrawal.WithdrawAsync(jobId, attempt, "cancelled", cancellationToken) is { State: not SubmissionState.Sending } standing)
        {
            return standing;
        }

        if (await pace.TryTakeAsync(name, jobId, attempt, cancellationToken) is { } turn)
        {
            return new SubmissionResult(SubmissionState.Prepared, name, CallAgainAt: turn, Code: Paced);
        }

        if (await slots.TryTakeAsync(name, jobId, attempt, input.InputLife, cancellationToken) is { } askAgainAt)
        {
            return new SubmissionResult(SubmissionState.Prepared, name, CallAgainAt: askAgainAt, Code: NoSlot);
        }

        var provider = new ObservedProvider(providers.GetOrAbsent(name));
        try
        {
            var result = await protocol.SubmitAsync(
                jobId, attempt, provider, token => BodyAsync(input, provider, token), cancellationToken);
            if (provider.Answer is SubmitAnswer.Throttled throttled)
            {
                await pace.SlowDownAsync(name, throttled.Failure.RetryAfter, cancellationToken);
            }

            Submitted(result.State == SubmissionState.Ambiguous ? LogLevel.Warning : LogLevel.Information, jobId, attempt, name, result.State, result.Code ?? "");
            if (result.State is SubmissionState.Accepted or SubmissionState.Ambiguous)
            {
                var status = result.State == SubmissionState.Accepted ? JobStatus.Running : JobStatus.Ambiguous;
                await listing.MoveAsync(input.Attempt, status, cancellationToken);
            }

            return result;
        }
        catch (InputUnavailableException e) when (e.IsPermanent)
        {
            // Inputs are resolved before the record says "sending", so there is an attempt to take back.
            return await withdrawal.WithdrawAsync(jobId, attempt, InputUnavailable, cancellationToken, e.Message);
        }
        catch (InputUnavailableException e)
        {
            return new SubmissionResult(
                SubmissionState.Prepared, name, CallAgainAt: time.GetUtcNow() + s_inputPatience, Code: InputUnavailable, Message: e.Message);
        }
    }

    private async Task<bool> IsCancelledAsync(string jobId, CancellationToken cancellationToken) =>
        (await controls.ReadAsync(jobId, cancellationToken)).CancelRequestedAt is not null
        || (BatchIds.ItemOf(jobId) is { } item && await batches.IsRequestedAsync(item.Batch, cancellationToken));

    private async Task<ProviderSubmit> BodyAsync(SubmitVideoInput input, ObservedProvider provider, CancellationToken cancellationToken)
    {
        var jobId = input.Attempt.JobId;
        var job = await jobs.RequireRequestAsync(jobId, cancellationToken);
        var source = job.Request.SourceTaskId is { } sourceId ? await jobs.FindAsync(sourceId, cancellationToken) : null;
        var request = await inputs.ResolveAsync(job.Request, provider.Name, input.InputLife, cancellationToken);
        var callback = provider.SupportsCallback ? callbacks.For(provider.Name, jobId, input.Attempt.Attempt) : null;
        return new ProviderSubmit(request, source?.ProviderTaskId, callback);
    }

    [LoggerMessage(EventId = 1201, Message = "Submit {JobId}.{Attempt} to {Provider}: {State} {Code}")]
    private partial void Submitted(LogLevel level, string jobId, int attempt, string provider, SubmissionState state, string code);
}
