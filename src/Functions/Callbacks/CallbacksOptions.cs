using VideoPipeline.Settings;

namespace VideoPipeline.Functions.Callbacks;

/// <summary>Where resellers reach us, and the keys that sign the addresses they get.</summary>
public sealed class CallbacksOptions : ICheckedOptions
{
    public const string SectionName = "Callbacks";

    /// <summary>Public origin of this app; on Azure its own host name by default. Without one, tasks are only polled.</summary>
    public string? PublicBaseUrl { get; set; }

    /// <summary>The first key signs, all of them verify: put a new one in front, drop the old one when its jobs are over.</summary>
    public IList<string> SigningKeys { get; } = [];

    /// <summary>What is left open: keys that are no keys go, and the origin is the platform's name of this app.</summary>
    /// <param name="hostName">As Azure gives it; the local tools give a loopback one, which no reseller reaches.</param>
    internal void Complete(string? hostName)
    {
        KeyVaultReference.RemoveUnresolved(SigningKeys);
        if (string.IsNullOrEmpty(PublicBaseUrl)
            && SigningKeys.Count > 0
            && hostName is { Length: > 0 }
            && !IsLoopback(hostName))
        {
            PublicBaseUrl = $"https://{hostName}";
        }
    }

    internal static bool IsLoopback(string hostName) =>
        hostName.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || hostName.StartsWith("127.", StringComparison.Ordinal);

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        if (PublicBaseUrl is { Length: > 0 } given
            && (!Uri.TryCreate(given, UriKind.Absolute, out var address) || !(address.Scheme is "https" or "http") || address.UserInfo.Length > 0 || address.Query.Length > 0))
        {
            yield return "Callbacks__PublicBaseUrl is no address: https, a host, and nothing behind it.";
        }

        for (var i = 0; i < SigningKeys.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(SigningKeys[i]))
            {
                yield return FormattableString.Invariant($"Callbacks__SigningKeys__{i} is empty: anybody could sign with it.");
            }
        }
    }
}
