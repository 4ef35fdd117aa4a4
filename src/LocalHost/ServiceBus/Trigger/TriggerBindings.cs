using System.Text.Json;
using System.Text.RegularExpressions;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>Reads a trigger from the binding of a function's metadata, with the app's settings.</summary>
internal static partial class TriggerBindings
{
    public const string Type = "serviceBusTrigger";

    /// <param name="setting">A setting by its name with colons, or null.</param>
    /// <exception cref="BrokerSettingsException">A setting that the binding names is missing.</exception>
    public static ServiceBusTriggerDefinition Read(
        string functionId, string functionName, JsonElement binding, Func<string, string?> setting)
    {
        var (queue, topic, subscription) = (Text("queueName"), Text("topicName"), Text("subscriptionName"));
        if (Flag("isSessionsEnabled") == true)
        {
            throw new BrokerSettingsException($"{functionName} asks for sessions, which this host has not.");
        }

        if (Text("cardinality") is "Many")
        {
            throw new BrokerSettingsException($"{functionName} asks for batches of messages, which this host has not.");
        }

        return new ServiceBusTriggerDefinition(
            functionId,
            functionName,
            queue ?? topic ?? throw new BrokerSettingsException($"The trigger of {functionName} names neither a queue nor a topic."),
            queue is null ? subscription : null,
            Connection(functionName, Text("connection") ?? "AzureWebJobsServiceBus", setting),
            Flag("autoCompleteMessages"));

        string? Text(string name) => binding.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
            ? Reference().Replace(text, match => setting(match.Groups[1].Value)
                ?? throw new BrokerSettingsException($"{functionName} needs the setting '{match.Groups[1].Value}'."))
            : null;

        bool? Flag(string name) => binding.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
    }

    private static string Connection(string functionName, string name, Func<string, string?> setting) =>
        setting(name) is { Length: > 0 } connectionString ? connectionString
        : setting($"{name}:fullyQualifiedNamespace") is { Length: > 0 } host ? host
        : throw new BrokerSettingsException($"{functionName} needs the setting '{name}' or '{name}__fullyQualifiedNamespace'.");

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
