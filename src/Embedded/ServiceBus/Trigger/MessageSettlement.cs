using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>A received message and whether its handler has settled it already.</summary>
internal sealed class MessageSettlement(ServiceBusReceiver receiver, ServiceBusReceivedMessage message)
{
    public ServiceBusReceiver Receiver { get; } = receiver;

    public ServiceBusReceivedMessage Message { get; } = message;

    public bool IsSettled { get; private set; }

    public async Task SettleAsync(Func<ServiceBusReceiver, Task> settle)
    {
        await settle(Receiver);
        IsSettled = true;
    }
}
