using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Batches;

/// <summary>Publishes the end of a batch on the topic, at least once; the message id is the event's, for the broker's duplicate detection.</summary>
public sealed class PublishBatchEvent(EventBus bus, BatchQueries queries, PublicLinks links)
{
    [Function(nameof(PublishBatchEvent))]
    public async Task RunAsync([ActivityTrigger] BatchEventRef input, CancellationToken cancellationToken)
    {
        var batch = await queries.RequireAsync(input.Batch, cancellationToken);
        await bus.SendAsync(Message(BatchEvent.Of(batch, input.Wave, links)), cancellationToken);
    }

    /// <summary>The event as a message whose properties subscriptions can filter by.</summary>
    internal static ServiceBusMessage Message(BatchEvent news)
    {
        var message = new ServiceBusMessage(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(news, Json.Options)))
        {
            MessageId = news.Id,
            Subject = news.Type,
            ContentType = VideoEvent.ContentType,
        };
        message.ApplicationProperties["type"] = news.Type;
        message.ApplicationProperties["status"] = Json.Name(news.Data.Status);
        message.ApplicationProperties["batch_id"] = news.Data.Id;
        foreach (var (key, value) in news.Data.Metadata ?? new Dictionary<string, string>())
        {
            message.ApplicationProperties["meta_" + key] = value;
        }

        return message;
    }
}
