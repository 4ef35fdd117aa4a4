using System.Globalization;

namespace VideoPipeline.Cli.Up;

/// <summary>What the app and the simulator are told, so that they find each other and the storage.</summary>
internal static class StackSettings
{
    // The emulator's account and key are the same on every machine and documented; they protect nothing.
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Opens the operator routes of a host that nobody but this machine reaches.</summary>
    public const string OperatorKey = "local";

    /// <summary>As the sample settings have it; the simulator checks signatures with it.</summary>
    public const string WebhookKey = "whsec_bG9jYWwgd2ViaG9vayBzaWduaW5nIGtleQ==";

    public static ChildSettings ForApp(LocalPorts ports, string dataDirectory, IReadOnlyDictionary<string, string>? more = null)
    {
        var simulator = ports.SimulatorUrl;
        var settings = new ChildSettings
        {
            ["ASPNETCORE_URLS"] = ports.AppUrl.GetLeftPart(UriPartial.Authority),
            ["LocalHost__DataDirectory"] = dataDirectory,
            ["LocalHost__DurableBackend"] = "sqlite",
            ["LocalHost__StartAzurite"] = "false",
            ["AzureWebJobsStorage"] =
                $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={EmulatorKey};BlobEndpoint={ports.BlobUrl};",
            ["ServiceBus"] = ports.ServiceBusConnection,
            ["Providers__tokenhub__BaseUrl"] = $"{simulator}tokenhub/api/v1",
            ["Providers__gogogotoken__BaseUrl"] = $"{simulator}gogogotoken/v1",
            ["Providers__tokenlab__BaseUrl"] = $"{simulator}tokenlab/v1",
            ["Providers__seedanceapi__BaseUrl"] = $"{simulator}seedanceapi/v2",
            ["Operator__Key"] = OperatorKey,
            ["Callbacks__PublicBaseUrl"] = ports.AppUrl.GetLeftPart(UriPartial.Authority),
            ["Callbacks__SigningKeys__0"] = "local",
            ["Webhooks__SigningKeys__0"] = WebhookKey,
            ["Assets__AllowPrivateNetworks"] = "true",
            ["Polling__FirstLook"] = "00:00:02",
            ["Polling__MaxInterval"] = "00:00:02",
            ["Polling__SafetyInterval"] = "00:00:10",
        };
        foreach (var provider in new[] { "gogogotoken", "seedanceapi", "tokenhub", "tokenlab" })
        {
            settings[$"Providers__{provider}__ApiKey"] = "local";
        }

        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings;
    }

    public static ChildSettings ForSimulator(LocalPorts ports, string dataDirectory, double generationSeconds) => new()
    {
        ["ASPNETCORE_URLS"] = ports.SimulatorUrl.GetLeftPart(UriPartial.Authority),
        ["Simulator__DataDirectory"] = dataDirectory,
        ["Simulator__WebhookKey"] = WebhookKey,
        ["Simulator__GenerationSeconds"] = generationSeconds.ToString(CultureInfo.InvariantCulture),
    };
}
