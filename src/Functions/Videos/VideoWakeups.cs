using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Functions.Videos;

/// <summary>Waking whoever waits for a job.</summary>
internal static partial class VideoWakeups
{
    /// <summary>Raises the look event at the job and at the follow-up of an attempt. That one of them is missing or over is no error.</summary>
    public static async Task WakeAsync(
        this DurableTaskClient client, string jobId, int attempt, ILogger logger, CancellationToken cancellationToken)
    {
        await RaiseAsync(client, jobId, logger, cancellationToken);
        await RaiseAsync(client, FollowUpOrchestration.InstanceId(jobId, attempt), logger, cancellationToken);
    }

    private static async Task RaiseAsync(DurableTaskClient client, string instanceId, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(instanceId, LookSignal.EventName, eventPayload: null, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Some storage providers report a missing or finished instance as an RPC failure, others drop the event. What the
            // event would say stands in storage, where the next look finds it.
            NotWoken(logger, instanceId, e.GetType().Name, (e as Grpc.Core.RpcException)?.StatusCode.ToString());
        }
    }

    [LoggerMessage(EventId = 1207, Level = LogLevel.Debug, Message = "{Instance} is not woken, and finds the news at its next look: {Reason} {Code}")]
    private static partial void NotWoken(ILogger logger, string instance, string reason, string? code);
}
