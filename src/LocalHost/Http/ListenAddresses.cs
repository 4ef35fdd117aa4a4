using System.Net;
using Microsoft.Extensions.Configuration;
using VideoPipeline.LocalHost.Hosting;

namespace VideoPipeline.LocalHost.Http;

/// <summary>The URLs the host is told to listen on, and the names under which requests may ask for them.</summary>
internal sealed class ListenAddresses
{
    public const string Default = "http://127.0.0.1:7071";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]", "::1"];

    private readonly HashSet<string> names = new(LoopbackNames, StringComparer.OrdinalIgnoreCase);
    private readonly bool anyAddress;

    public ListenAddresses(IReadOnlyList<string> urls)
    {
        Urls = urls;
        foreach (var host in urls.Select(HostOf))
        {
            if (IsLoopback(host))
            {
                continue;
            }

            BeyondLoopback = true;
            names.Add(host);
            anyAddress |= host is "*" or "+" or "0.0.0.0" or "[::]" || !IPAddress.TryParse(host, out _);
        }

        if (anyAddress)
        {
            names.Add(Environment.MachineName);
        }
    }

    public IReadOnlyList<string> Urls { get; }

    /// <summary>Whether another machine can reach the host.</summary>
    public bool BeyondLoopback { get; }

    /// <summary>Name and port under which this machine reaches the host, as the local tools give them to an app; null where no port is chosen.</summary>
    public string? LoopbackName => BeyondLoopback ? null : Urls
        .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Port != 0 ? address.Authority : null)
        .FirstOrDefault(name => name is not null);

    public static ListenAddresses Read(IConfiguration configuration) =>
        Split(configuration["ASPNETCORE_URLS"]) is { Length: > 0 } urls ? new ListenAddresses(urls) : new ListenAddresses([Default]);

    public void DemandKeyBeyondLoopback(string? apiKey)
    {
        if (BeyondLoopback && apiKey is null)
        {
            throw new StartFailure(
                StartFailure.Settings,
                $"Listening on {string.Join(", ", Urls)} lets other machines in: set LocalHost__ApiKey, or listen on {Default}.");
        }
    }

    /// <summary>An address cannot be rebound, so any literal will do where every address is listened on.</summary>
    public bool IsServedAs(string host) =>
        names.Contains(host) || (anyAddress && IPAddress.TryParse(host.Trim('[', ']'), out _));

    private static string[] Split(string? list) =>
        list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Not a Uri: "http://*:80" and "http://+:80" are listening addresses too.
    private static string HostOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var authority = url[start..].Split('/')[0];
        var colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
    }
}
