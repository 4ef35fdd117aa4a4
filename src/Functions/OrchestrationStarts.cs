using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions;

/// <summary>Starting instances whose ids say what they are for.</summary>
internal static class OrchestrationStarts
{
    /// <summary>Starts the instance unless it is running already.</summary>
    public static async Task StartOnceAsync(
        this DurableTaskClient client, string orchestration, object input, string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestration, input, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Somebody was faster; the protocol below needs one instance, not ours.
        }
    }
}
