using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>
/// What makes two batches the same: their items as they were given, in their order, and their options. Nothing that depends on this
/// installation is in it: not who can make a video, nor at what price.
/// </summary>
public sealed class BatchIdentity : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(VideoRequest request) => _hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, Json.Options));

    public string Of(BatchOptions options)
    {
        var text = JsonSerializer.Serialize(
            new { options.Name, options.MaxConcurrency, options.MaxCostUsd, options.Metadata, options.WebhookUrl }, Json.Options);
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();
}
