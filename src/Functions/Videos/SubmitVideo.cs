using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Jobs;
using VideoPipeline.Providers;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Sends an attempt to its provider, at most once (see <see cref="SubmissionProtocol"/>).</summary>
public sealed class SubmitVideo(
    SubmissionProtocol protocol,
    SubmissionWithdrawal withdrawal,
    JobDocuments jobs,
    JobControls controls,
    ProviderRegistry providers,
    ProviderSlots slots,
    InputResolver inputs,
    CallbackUrls callbacks,
    TimeProvider time)
{
    /// <summary>All tasks that this app may have at the provider are in flight.</summary>
    public const string NoSlot = "no_slot";

    /// <summary>An input of the request cannot be had; nothing was sent.</summary>
    public const string InputUnavailable = "input_unavailable";

    private static readonly TimeSpan s_inputPatience = TimeSpan.FromSeconds(30);

    [Function(nameof(SubmitVideo))]
    public async Task<SubmissionResult> RunAsync([ActivityTrigger] SubmitVideoInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, name) = input.Attempt;
        if (input.CheckCancel && (await controls.ReadAsync(jobId, cancellationToken)).CancelRequestedAt is not null
            && await withdrawal.WithdrawAsync(jobId, attempt, "cancelled", cancellationToken) is { State: not SubmissionState.Sending } standing)
        {
            return standing;
        }

        if (await slots.TryTakeAsync(name, jobId, attempt, input.InputLife, cancellationToken) is { } askAgainAt)
        {
            return new SubmissionResult(SubmissionState.Prepared, name, CallAgainAt: askAgainAt, Code: NoSlot);
        }

        var provider = providers.GetOrAbsent(name);
        try
        {
            return await protocol.SubmitAsync(
                jobId, attempt, provider, token => BodyAsync(input, provider, token), cancellationToken);
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

    private async Task<ProviderSubmit> BodyAsync(SubmitVideoInput input, IVideoProvider provider, CancellationToken cancellationToken)
    {
        var jobId = input.Attempt.JobId;
        var job = await jobs.RequireRequestAsync(jobId, cancellationToken);
        var source = job.Request.SourceTaskId is { } sourceId ? await jobs.FindAsync(sourceId, cancellationToken) : null;
        var request = await inputs.ResolveAsync(job.Request, provider.Name, input.InputLife, cancellationToken);
        var callback = provider.SupportsCallback ? callbacks.For(provider.Name, jobId, input.Attempt.Attempt) : null;
        return new ProviderSubmit(request, source?.ProviderTaskId, callback);
    }
}
