using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;

namespace VideoPipeline.Functions.Events;

/// <summary>
/// The links of whoever is not here: an event, a webhook and a message have no address that a path could stand against. They get
/// the public origin of the app, else the one that its host gives it.
/// </summary>
public sealed class PublicLinks
{
    // Azure and the local hosts name the app in it; only the local ones, on loopback, speak plain HTTP.
    internal const string HostName = "WEBSITE_HOSTNAME";

    private readonly string? _origin;

    public PublicLinks(IOptions<CallbacksOptions> callbacks, IConfiguration configuration)
        : this(Origin(callbacks.Value.PublicBaseUrl, configuration[HostName]))
    {
    }

    internal PublicLinks(string? origin) => _origin = origin?.TrimEnd('/');

    /// <summary>The path under the app's origin; the path itself where none is known, or where it is an address already.</summary>
    public string Absolute(string path) => _origin is not null && path.StartsWith('/') ? _origin + path : path;

    private static string? Origin(string? publicBaseUrl, string? hostName)
    {
        if (publicBaseUrl is { Length: > 0 })
        {
            return publicBaseUrl;
        }

        return hostName is not { Length: > 0 } ? null : $"{(CallbacksOptions.IsLoopback(hostName) ? "http" : "https")}://{hostName}";
    }
}
