using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Functions.Videos;

/// <summary>Hands an attempt over to a follow-up of its own, which nobody waits for.</summary>
public sealed class StartFollowUp
{
    [Function(nameof(StartFollowUp))]
    public static async Task RunAsync(
        [ActivityTrigger] AttemptState state, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instanceId = FollowUpOrchestration.InstanceId(state.JobId, state.Attempt);
        var followed = state with { Followed = true, EvidenceUntil = null };
        await client.StartOnceAsync(FollowUpOrchestration.Name, followed, instanceId, cancellationToken);
    }
}
