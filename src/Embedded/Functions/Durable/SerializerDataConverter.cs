using System.Text;
using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>Durable payloads by the app's WorkerOptions.Serializer, as the Functions extension has them.</summary>
internal sealed class SerializerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : serializer.Serialize(value, value.GetType()).ToString();

    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
        {
            return null;
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data), writable: false);
        return serializer.Deserialize(stream, targetType, CancellationToken.None);
    }
}
