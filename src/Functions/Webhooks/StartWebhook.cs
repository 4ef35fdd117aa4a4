using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Webhooks;

/// <summary>Starts the delivery of an event to the job's webhook.</summary>
public sealed class StartWebhook
{
    [Function(nameof(StartWebhook))]
    public static Task RunAsync(
        [ActivityTrigger] VideoEventRef input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        client.StartOnceAsync(DeliverWebhookOrchestration.Name, input, $"{input.JobId}-webhook-{input.Type}", cancellationToken);
}
