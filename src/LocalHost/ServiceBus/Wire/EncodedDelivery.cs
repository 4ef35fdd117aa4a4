using Microsoft.Azure.Amqp;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>A delivery whose bytes go out as they are; the library's own messages write their first sections anew.</summary>
internal sealed class EncodedDelivery(byte[] bytes) : Delivery
{
    private int sent;

    public override ArraySegment<byte>[] GetPayload(int payloadSize, out bool more)
    {
        var size = Math.Min(payloadSize, bytes.Length - sent);
        more = sent + size < bytes.Length;
        return [new ArraySegment<byte>(bytes, sent, size)];
    }

    protected override void OnCompletePayload(int payloadSize) => sent += payloadSize;
}
