using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Embedded.Azurite;

/// <summary>Which of the storage settings mean an emulator on this machine.</summary>
internal static class StorageSettings
{
    public const int DefaultPort = 10000;

    private static readonly string[] Names = ["AzureWebJobsStorage", "VideoStorage"];

    public static IReadOnlyList<int> EmulatorPorts(IConfiguration configuration) =>
        [.. Names
            .SelectMany(name => new[] { configuration[name], Endpoint(configuration[$"{name}:blobServiceUri"]) })
            .Select(EmulatorPort).OfType<int>().Distinct()];

    private static string? Endpoint(string? uri) => uri is null ? null : $"BlobEndpoint={uri}";

    private static int? EmulatorPort(string? connectionString)
    {
        foreach (var part in connectionString?.Split(';', StringSplitOptions.TrimEntries) ?? [])
        {
            if (part.Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase))
            {
                return DefaultPort;
            }

            if (part.StartsWith("BlobEndpoint=", StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(part["BlobEndpoint=".Length..], UriKind.Absolute, out var endpoint)
                && endpoint is { Scheme: "http", IsLoopback: true })
            {
                return endpoint.Port;
            }
        }

        return null;
    }
}
