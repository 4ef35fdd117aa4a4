using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Callbacks;

/// <summary>
/// Signed callback addresses. Resellers do not sign their calls, so the address itself is the proof: HMAC-SHA256 over provider,
/// job and attempt.
/// </summary>
public sealed class CallbackUrls(IOptions<CallbacksOptions> options)
{
    public bool AreConfigured => options.Value is { PublicBaseUrl.Length: > 0, SigningKeys.Count: > 0 };

    /// <summary>The address for one attempt; null when this app has no public one.</summary>
    public string? For(string provider, string jobId, int attempt)
    {
        if (!AreConfigured)
        {
            return null;
        }

        var signature = Sign(options.Value.SigningKeys[0], provider, jobId, attempt);
        return $"{options.Value.PublicBaseUrl!.TrimEnd('/')}/api/callbacks/{provider}/{jobId}/{attempt}?sig={signature}";
    }

    public bool IsGenuine(string provider, string jobId, int attempt, string? signature)
    {
        var given = Encoding.ASCII.GetBytes(signature ?? "");
        return options.Value.SigningKeys.Any(key =>
            CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Sign(key, provider, jobId, attempt))));
    }

    private static string Sign(string key, string provider, string jobId, int attempt)
    {
        // Lengths are part of what is signed, so that no two triples read the same.
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{provider.Length}:{provider}\n{jobId.Length}:{jobId}\n{attempt}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
    }
}
