using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

public class WorkerOptions
{
    /// <summary>Writes and reads durable payloads and plain return values; System.Text.Json over the registered options by default.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
