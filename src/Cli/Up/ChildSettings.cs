namespace VideoPipeline.Cli.Up;

/// <summary>The settings a child gets as environment variables; what this shell has set for a real host stays out.</summary>
internal sealed class ChildSettings
{
    private static readonly string[] Ours =
    [
        "Assets__", "AzureFunctionsJobHost__", "AzureWebJobsStorage", "ASPNETCORE_", "Budget__", "Callbacks__", "DOTNET_URLS", "LocalHost__", "Operator__",
        "Polling__", "Providers__", "Retention__", "ServiceBus", "Simulator__", "Storage__", "Submissions__", "VideoStorage", "Webhooks__",
    ];

    private readonly Dictionary<string, string> _values = [];

    public string this[string name]
    {
        set => _values[name] = value;
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    public void ApplyTo(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsOurs).ToList())
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in _values)
        {
            environment[name] = value;
        }
    }

    private static bool IsOurs(string name) => Ours.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
