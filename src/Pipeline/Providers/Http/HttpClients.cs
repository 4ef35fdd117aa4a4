using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Providers.Http;

/// <summary>The one place that sets user agent, connections and limits for every call to a provider.</summary>
internal static class HttpClients
{
    public static void AddProviderClients(this IServiceCollection services, string provider)
    {
        services.AddClient(provider, ProviderHttp.SubmitClient(provider), options => options.SubmitTimeout);
        services.AddClient(provider, ProviderHttp.LookClient(provider), _ => TimeSpan.FromSeconds(60));
    }

    private static IHttpClientBuilder AddClient(
        this IServiceCollection services, string provider, string name, Func<ProviderOptions, TimeSpan> timeout) =>
        services.AddHttpClient(name)
            .ConfigureHttpClient((container, client) =>
            {
                client.Timeout = timeout(container.GetRequiredService<IOptionsMonitor<ProviderOptions>>().Get(provider));
                client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("videopipeline", "1.0"));
            })
            .UseSocketsHttpHandler((handler, _) =>
            {
                // A redirect would carry the key, or the order itself, to somewhere that nobody chose.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.AutomaticDecompression = DecompressionMethods.None;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            });
}
