using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Functions.Webhooks;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// A wave of a batch: all its lanes, then the end of it. The instance id is the batch's id (<c>{batch}-r{n}</c> for a retry).
/// </summary>
public static class GenerateBatchOrchestration
{
    public const string Name = "GenerateBatch";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, GenerateBatchInput input)
    {
        var tally = input.Tally ?? await BatchGroupOrchestration.RunLanesAsync(context, input);
        try
        {
            var completed = await context.CallActivityAsync<CompletedBatch>(
                nameof(CompleteBatch), new CompleteBatchInput(input.Batch, input.Wave, tally), ActivityRetries.Brief);
            var news = new BatchEventRef(input.Batch, input.Wave);
            if (completed.Publish)
            {
                await context.CallActivityAsync(nameof(PublishBatchEvent), news, ActivityRetries.Brief);
            }

            if (completed.Webhook)
            {
                await context.CallActivityAsync(
                    nameof(StartWebhook), new VideoEventRef(BatchEvent.SubjectOf(news), BatchEvent.Completed), ActivityRetries.Brief);
            }
        }
        catch (TaskFailedException)
        {
            // Storage or the bus is away. A batch that has run for hours does not fail over it.
            await context.CreateTimer(s_patience, CancellationToken.None);
            context.ContinueAsNew(input with { Tally = tally });
        }
    }
}
