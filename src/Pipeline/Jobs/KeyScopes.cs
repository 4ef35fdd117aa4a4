using System.Security.Cryptography;
using System.Text;
using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>Whose an idempotency key is: the door that it came through, and the caller where the platform tells who it is.</summary>
public static class KeyScopes
{
    public const string ServiceBus = "service-bus";

    public const string Video = "video";
    public const string Batch = "batch";

    /// <param name="principal">Of the signed-in caller; null or empty when nobody has signed in. The first door keeps its keys' names.</param>
    public static string Http(string? principal) => string.IsNullOrEmpty(principal) ? "" : $"http:{principal}";

    /// <summary>The blob that stands for a key.</summary>
    public static string NameOf(string scope, string kind, string key) =>
        BlobPaths.Key(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n{kind}\n{key}"))));
}
