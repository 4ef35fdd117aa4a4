using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Storage;

/// <summary>
/// Where everything is stored: a connection string, or a service address that is reached with the app's identity.
/// Falls back to the host's own storage.
/// </summary>
public static class StorageConnection
{
    public const string Setting = "VideoStorage";
    public const string FallbackSetting = "AzureWebJobsStorage";

    // A host that answers slowly is retried by the durable layer; here a few seconds are enough.
    private const int Retries = 4;

    public static BlobServiceClient Connect(IConfiguration configuration)
    {
        foreach (var setting in (string[])[Setting, FallbackSetting])
        {
            if (configuration[$"{setting}:blobServiceUri"] is { Length: > 0 } address)
            {
                return new BlobServiceClient(new Uri(address), Credential(configuration, setting), Options());
            }

            if (configuration[setting] is { Length: > 0 } connectionString)
            {
                return new BlobServiceClient(connectionString, Options());
            }
        }

        throw new InvalidOperationException(
            $"No storage is configured: set {Setting}, {Setting}__blobServiceUri or {FallbackSetting}.");
    }

    /// <summary>The identity that the setting names, as the Functions host reads it (<c>{setting}__clientId</c>).</summary>
    public static TokenCredential Credential(IConfiguration configuration, string setting) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions
        {
            ManagedIdentityClientId = configuration[$"{setting}:clientId"] ?? configuration["AZURE_CLIENT_ID"],
        });

    // The service version is pinned to one that Azurite knows; nothing newer is used.
    private static BlobClientOptions Options() => new(BlobClientOptions.ServiceVersion.V2023_01_03)
    {
        Retry = { MaxRetries = Retries, Delay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(4) },
    };
}
