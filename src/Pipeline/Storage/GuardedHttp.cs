using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Storage;

/// <summary>The way out for addresses that came from outside: results, inputs and webhooks.</summary>
public static class GuardedHttp
{
    /// <summary>No redirects of its own, no proxy of the environment: each address is checked where the connection is made.</summary>
    public static SocketsHttpHandler Handler(IServiceProvider services) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = services.GetRequiredService<IOptions<AssetsOptions>>().Value.AllowPrivateNetworks
            ? null
            : AddressGuard.ConnectAsync,
    };
}
