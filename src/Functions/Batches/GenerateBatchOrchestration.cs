using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Functions.Webhooks;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// A wave of a batch: all its lanes, then the end of it. The instance id is the batch's id (<c>{batch}-r{n}</c> for a retry).
/// </summary>
public static partial class GenerateBatchOrchestration
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
        catch (TaskFailedException e)
        {
            Waiting(context.CreateReplaySafeLogger(Name), context.InstanceId, e.TaskName, e.FailureDetails.ErrorType);
            context.SetCustomStatus(new BatchEndStatus(e.TaskName));

            // Storage or the bus is away. A batch that has run for hours does not fail over it.
            await context.CreateTimer(s_patience, CancellationToken.None);
            context.ContinueAsNew(input with { Tally = tally });
        }
    }

    [LoggerMessage(EventId = 1706, Level = LogLevel.Warning, Message = "{Instance} has ended and cannot say so yet: {Activity} failed with {ErrorType}.")]
    private static partial void Waiting(ILogger logger, string instance, string activity, string errorType);
}

/// <summary>What the end of a batch waits for (its custom status).</summary>
public sealed record BatchEndStatus(string Waits);
