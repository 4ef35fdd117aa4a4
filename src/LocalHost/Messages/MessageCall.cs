using Google.Protobuf;
using VideoPipeline.LocalHost.Durable;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Messages;

/// <summary>A function that a message triggers: the message goes to the worker as it came, and is settled over the settlement service.</summary>
internal sealed class MessageCall(ServiceBusTriggerMessage message) : HostCall
{
    internal override Task RunAsync(WorkerCall call) => call.SendAsync(
        new TypedData
        {
            ModelBindingData = new ModelBindingData
            {
                Version = ServiceBusTriggerMessage.Version,
                Source = ServiceBusTriggerMessage.Source,
                ContentType = ServiceBusTriggerMessage.ContentType,
                Content = ByteString.CopyFrom(message.Content.Span),
            },
        },
        message.TriggerMetadata.Select(entry => KeyValuePair.Create(entry.Key, new TypedData { String = entry.Value })));
}
