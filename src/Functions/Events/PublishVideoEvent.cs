using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Events;

/// <summary>Publishes an event about a job on the topic, at least once; the message id is the event's, for the broker's duplicate detection.</summary>
public sealed class PublishVideoEvent(EventBus bus, JobDocuments jobs, PublicLinks links)
{
    [Function(nameof(PublishVideoEvent))]
    public async Task RunAsync([ActivityTrigger] VideoEventRef input, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(input.JobId, cancellationToken)
            ?? throw new InvalidOperationException($"Job {input.JobId} has no document.");
        await bus.SendAsync(Message(VideoEvent.Of(job, input.Type, links)), cancellationToken);
    }

    /// <summary>The event as a message whose properties subscriptions can filter by.</summary>
    internal static ServiceBusMessage Message(VideoEvent news)
    {
        var message = new ServiceBusMessage(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(news, Json.Options)))
        {
            MessageId = news.Id,
            Subject = news.Type,
            ContentType = VideoEvent.ContentType,
        };
        message.ApplicationProperties["type"] = news.Type;
        message.ApplicationProperties["status"] = Json.Name(news.Data.Status);
        message.ApplicationProperties["provider"] = news.Data.Provider ?? "";
        message.ApplicationProperties["batch_id"] = news.Data.BatchId ?? "";
        foreach (var (key, value) in news.Data.Metadata ?? new Dictionary<string, string>())
        {
            message.ApplicationProperties["meta_" + key] = value;
        }

        return message;
    }
}
