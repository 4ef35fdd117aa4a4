using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.LocalHost.Http;

/// <summary>
/// Who may call what. Anonymous functions are open, as on Azure. All others demand the key when there is one (there must be, on
/// any address but loopback), and a Host header that names what the host listens on: a web page whose name was rebound to
/// this machine carries its own.
/// </summary>
internal sealed class RequestGate(ListenAddresses addresses, string? apiKey)
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyParameter = "code";

    private readonly byte[]? keyHash = apiKey is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));

    /// <summary>True when the request was answered with a refusal.</summary>
    public bool Refuses(HttpContext http, bool anonymous)
    {
        if (anonymous)
        {
            return false;
        }

        if (!addresses.IsServedAs(http.Request.Host.Host))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return true;
        }

        if (IsLocalAndOpen(http) || HasKey(http.Request))
        {
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return true;
    }

    private bool IsLocalAndOpen(HttpContext http) =>
        keyHash is null && (http.Connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address));

    private bool HasKey(HttpRequest request)
    {
        var given = request.Headers[KeyHeader].FirstOrDefault() ?? request.Query[KeyParameter].FirstOrDefault();
        return keyHash is not null && given is not null
            && CryptographicOperations.FixedTimeEquals(keyHash, SHA256.HashData(Encoding.UTF8.GetBytes(given)));
    }
}
