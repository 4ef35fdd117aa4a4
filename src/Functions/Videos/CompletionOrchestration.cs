using Microsoft.DurableTask;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Webhooks;

namespace VideoPipeline.Functions.Videos;

/// <summary>The last steps of a run and of a follow-up: the document, then the news about it.</summary>
internal static class CompletionOrchestration
{
    public static async Task<VideoResult> RunAsync(TaskOrchestrationContext context, CompleteVideoInput input)
    {
        var completed = await context.CallActivityAsync<CompletedVideo>(nameof(CompleteVideo), input, ActivityRetries.Storage);
        if (completed.PublishType is { } publish)
        {
            await context.CallActivityAsync(
                nameof(PublishVideoEvent), new VideoEventRef(input.JobId, publish), ActivityRetries.Storage);
        }

        if (completed.WebhookType is { } webhook)
        {
            await context.CallActivityAsync(nameof(StartWebhook), new VideoEventRef(input.JobId, webhook), ActivityRetries.Storage);
        }

        return completed.Result;
    }
}
