using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Checks the key of a call and says whose account it is.</summary>
internal sealed class Bearer(IOptions<SimulatorOptions> options)
{
    private const string Scheme = "Bearer ";

    /// <summary>The account, as a hash of the key; null when the key is missing or wrong.</summary>
    public string? AccountOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var key = header[Scheme.Length..].Trim();
        var keys = options.Value.ApiKeys;
        var accepted = keys.Count == 0 ? key is not ("" or "invalid") : keys.Contains(key);
        return accepted ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16] : null;
    }
}
