using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VideoPipeline.Functions.Webhooks;

/// <summary>Signatures by the Standard Webhooks specification: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>.</summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";

    /// <summary>The header <c>webhook-signature</c>: one entry for each key, separated by spaces.</summary>
    public static string Sign(IEnumerable<string> keys, string id, DateTimeOffset timestamp, string body) =>
        string.Join(' ', keys.Select(key => "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(Secret(key), Encoding.UTF8.GetBytes($"{id}.{Seconds(timestamp)}.{body}")))));

    public static string Seconds(DateTimeOffset timestamp) => timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>A secret of the specification, or any other text that is not empty.</summary>
    public static bool IsWellFormed(string key)
    {
        if (!key.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return !string.IsNullOrWhiteSpace(key);
        }

        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key[SecretPrefix.Length..], bytes, out var length) && length is >= 24 and <= 64;
    }

    private static byte[] Secret(string key) => key.StartsWith(SecretPrefix, StringComparison.Ordinal)
        ? Convert.FromBase64String(key[SecretPrefix.Length..])
        : Encoding.UTF8.GetBytes(key);
}
