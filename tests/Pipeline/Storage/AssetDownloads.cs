using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Tests.Storage;

/// <summary>The downloads as the product composes them: its handler, its guard.</summary>
internal static class AssetDownloads
{
    /// <param name="settings">Of the section <c>Assets</c>.</param>
    /// <param name="instead">Answers some requests before they reach the network; null lets one through.</param>
    public static AssetDownload Create(
        (string Name, string Value)[] settings, Func<HttpRequestMessage, HttpResponseMessage?>? instead = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => $"Assets:{setting.Name}", setting => (string?)setting.Value))
            .Build();
        var services = new ServiceCollection().AddLogging().AddPipeline(configuration);
        services.AddSingleton<BlobServiceClient>(new InMemoryBlobs());
        if (instead is not null)
        {
            services.AddHttpClient(AssetDownload.ClientName).AddHttpMessageHandler(() => new Instead(instead));
        }

        return services.BuildServiceProvider().GetRequiredService<AssetDownload>();
    }

    /// <summary>For a host on this machine.</summary>
    public static AssetDownload Local(params (string Name, string Value)[] settings) =>
        Create([("AllowPrivateNetworks", "true"), .. settings]);

    private sealed class Instead(Func<HttpRequestMessage, HttpResponseMessage?> answer) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request) is { } response ? Task.FromResult(response) : base.SendAsync(request, cancellationToken);
    }
}
