using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.Videos;

/// <summary>Waking whoever waits for a job.</summary>
internal static class VideoWakeups
{
    /// <summary>Raises the look event at the job and at the follow-up of an attempt. That one of them is missing or over is no error.</summary>
    public static async Task WakeAsync(this DurableTaskClient client, string jobId, int attempt, CancellationToken cancellationToken)
    {
        await RaiseAsync(client, jobId, cancellationToken);
        await RaiseAsync(client, FollowUpOrchestration.InstanceId(jobId, attempt), cancellationToken);
    }

    private static async Task RaiseAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(instanceId, LookSignal.EventName, eventPayload: null, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Some storage providers report a missing or finished instance as an RPC failure, others drop the event. What the
            // event would say stands in storage, where the next look finds it.
        }
    }
}
