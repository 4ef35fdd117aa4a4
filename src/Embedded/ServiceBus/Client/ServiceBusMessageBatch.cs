#nullable disable
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace Azure.Messaging.ServiceBus;

public sealed class ServiceBusMessageBatch : IDisposable
{
    internal const long DefaultMaxBytes = 256 * 1024;

    private readonly IList<ServiceBusMessage> messages;
    private long sizeInBytes;

    internal ServiceBusMessageBatch(long maxSizeInBytes, IList<ServiceBusMessage> messages)
    {
        MaxSizeInBytes = maxSizeInBytes;
        this.messages = messages;
    }

    public int Count => messages.Count;

    public long MaxSizeInBytes { get; }

    public long SizeInBytes => FixedSizeInBytes ?? sizeInBytes;

    internal IEnumerable<ServiceBusMessage> Messages => messages;

    internal long? FixedSizeInBytes { get; init; }

    internal Func<ServiceBusMessage, bool> TryAdd { get; init; }

    public bool TryAddMessage(ServiceBusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var size = MessageSize.Of(message.ToContent());
        var fits = TryAdd?.Invoke(message) ?? sizeInBytes + size <= MaxSizeInBytes;
        if (fits)
        {
            sizeInBytes += size;
            messages.Add(message);
        }

        return fits;
    }

    public void Dispose() => messages.Clear();
}
