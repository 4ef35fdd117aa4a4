using System.Text.Json;
using System.Text.Json.Serialization;
using VideoPipeline.Cli.Batches;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Api;

/// <summary>How the host's answers are read: snake_case, money as strings, unknown members ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(ProblemWire))]
[JsonSerializable(typeof(QuoteAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static T Read<T>(JsonElement json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json.Deserialize(type) ?? throw new HostUnreachableException("The host answered with null.");
        }
        catch (JsonException fault)
        {
            throw new HostUnreachableException($"The host's answer cannot be read: {fault.Message}");
        }
    }
}
