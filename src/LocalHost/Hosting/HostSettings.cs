using System.Collections;
using Microsoft.Extensions.Configuration;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>What the host is told: its own settings, host.json with what overrides it, and the environment of the worker.</summary>
internal sealed class HostSettings
{
    private const string JobHostPrefix = "AzureFunctionsJobHost:";

    // Where WebJobs looks for what host.json says.
    private const string JobHostSection = "AzureWebJobs:";

    private HostSettings(string appDirectory, IConfiguration configuration, IReadOnlyDictionary<string, string> values)
    {
        AppDirectory = appDirectory;
        Configuration = configuration;
        LocalValues = values;
        DataDirectory = Path.GetFullPath(configuration["LocalHost:DataDirectory"] is { Length: > 0 } folder ? folder : ".local");
    }

    public string AppDirectory { get; }

    public string DataDirectory { get; }

    public IConfiguration Configuration { get; }

    /// <summary>The values of local.settings.json, for the worker; the environment wins over them.</summary>
    public IReadOnlyDictionary<string, string> LocalValues { get; }

    public IConfiguration HostJson => Configuration.GetSection("AzureWebJobs");

    public string? ApiKey => Configuration["LocalHost:ApiKey"] is { Length: > 0 } key ? key : null;

    public bool StartAzurite => Configuration.GetValue("LocalHost:StartAzurite", true);

    public bool StartServiceBus => Configuration.GetValue("LocalHost:StartServiceBus", true);

    /// <summary>How long a worker may take from its start until its functions are loaded.</summary>
    public TimeSpan WorkerStartTimeout => Configuration.GetValue("LocalHost:WorkerStartTimeout", TimeSpan.FromMinutes(1));

    public static HostSettings Read(string appDirectory, string workingDirectory)
    {
        var hostJson = Path.Combine(appDirectory, "host.json");
        if (!File.Exists(hostJson))
        {
            throw new StartFailure(StartFailure.App, $"There is no host.json in {appDirectory}: build the app, or name its output with --app.");
        }

        var local = LocalSettings.Read(workingDirectory, AppContext.BaseDirectory);
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value, StringComparer.OrdinalIgnoreCase);
        var settings = local.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment)
        {
            settings[name] = value;
        }

        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(hostJson).Build();
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(Defaults())
                .AddInMemoryCollection(file.AsEnumerable().Where(pair => pair.Value is not null)
                    .Select(pair => KeyValuePair.Create(JobHostSection + pair.Key, pair.Value)))
                .AddInMemoryCollection(LocalOverrides(settings))
                .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(ConfigurationName(pair.Key), pair.Value)))
                .Build();
            return new HostSettings(appDirectory, configuration, local);
        }
        catch (InvalidDataException exception)
        {
            throw new StartFailure(StartFailure.App, $"{hostJson} cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    private static Dictionary<string, string?> Defaults() => new()
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["AzureWebJobs:extensions:http:routePrefix"] = "api",
        ["AzureWebJobs:functionTimeout"] = "00:30:00",
    };

    // One machine has one host: it may look often and do much at once. host.json is written for Azure.
    private static Dictionary<string, string?> LocalOverrides(Dictionary<string, string?> settings)
    {
        const string durable = "AzureWebJobs:extensions:durableTask:";
        var backend = settings.GetValueOrDefault("LocalHost__DurableBackend") is { Length: > 0 } chosen ? chosen : "sqlite";
        if (backend is not ("sqlite" or "azureStorage"))
        {
            throw new StartFailure(StartFailure.Settings, $"LocalHost__DurableBackend is '{backend}': it may be sqlite or azureStorage.");
        }

        return new Dictionary<string, string?>
        {
            [durable + "storageProvider:type"] = backend,
            [durable + "storageProvider:maxQueuePollingInterval"] = "00:00:01",
            [durable + "maxConcurrentActivityFunctions"] = "100",
            [durable + "maxConcurrentOrchestratorFunctions"] = "100",
        };
    }

    private static string ConfigurationName(string variable)
    {
        var name = variable.Replace("__", ":", StringComparison.Ordinal);
        return name.StartsWith(JobHostPrefix, StringComparison.OrdinalIgnoreCase) ? JobHostSection + name[JobHostPrefix.Length..] : name;
    }
}
