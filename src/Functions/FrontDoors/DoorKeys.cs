using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Checks <c>Authorization: Bearer …</c> against the keys of the doors.</summary>
internal sealed class DoorKeys(IOptions<FrontDoorsOptions> options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _keys = [.. options.Value.Keys.Select(KeyHash.Of)];

    /// <summary>The refusal, or null when the caller may come in.</summary>
    public DoorRefusal? Refuse(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var given = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (given.Length == 0)
        {
            return new DoorRefusal(DoorRefusalKind.InvalidKey, "An API key is needed: Authorization: Bearer <key>.");
        }

        if (_keys.Length == 0)
        {
            // A key that is never looked at still keeps a web page out, which cannot send the header unasked; a page whose name was
            // rebound to this machine can, but carries that name.
            return options.Value.OnLoopback && IsLoopback(request.Host.Host)
                ? null
                : new DoorRefusal(DoorRefusalKind.InvalidKey, "The front doors are closed: no FrontDoors__Keys are set.");
        }

        var hash = KeyHash.Of(given);
        var known = false;
        foreach (var key in _keys)
        {
            known |= KeyHash.AreEqual(hash, key);
        }

        return known ? null : new DoorRefusal(DoorRefusalKind.InvalidKey, "The API key is not valid.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
