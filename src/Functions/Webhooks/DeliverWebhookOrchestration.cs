using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Videos;

namespace VideoPipeline.Functions.Webhooks;

/// <summary>Delivers one event to one webhook: over a day and a half, ever more rarely. Nobody waits for it.</summary>
public static class DeliverWebhookOrchestration
{
    public const string Name = "DeliverWebhook";

    private static readonly TimeSpan[] s_waits =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
    ];

    [Function(Name)]
    public static async Task<WebhookDelivery> RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context, VideoEventRef news)
    {
        for (var tries = 0; ; tries++)
        {
            var delivery = await context.CallActivityAsync<WebhookDelivery>(nameof(SendWebhook), news, ActivityRetries.Storage);
            if (delivery != WebhookDelivery.Failed || tries == s_waits.Length)
            {
                return delivery;
            }

            await context.CreateTimer(s_waits[tries], CancellationToken.None);
        }
    }
}
