using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions;

/// <summary>Starting instances whose ids say what they are for.</summary>
internal static class OrchestrationStarts
{
    /// <summary>Starts the instance unless it is running already.</summary>
    /// <returns>False when one of this id runs: its input is not ours.</returns>
    public static async Task<bool> StartOnceAsync(
        this DurableTaskClient client, string orchestration, object input, string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestration, input, new StartOrchestrationOptions(instanceId), cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>
    /// Starts an instance that calls others by their ids, and only if it never was: those it had called may run on without it, and a call
    /// to a running one is never answered.
    /// </summary>
    public static async Task StartUnlessKnownAsync(
        this DurableTaskClient client, string orchestration, object input, string instanceId, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
        {
            await client.StartOnceAsync(orchestration, input, instanceId, cancellationToken);
        }
    }
}
