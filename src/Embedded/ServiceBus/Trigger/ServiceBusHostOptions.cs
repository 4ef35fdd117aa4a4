using System.Text.Json;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>The section <c>extensions.serviceBus</c> of host.json, as far as it is honoured here; defaults are the extension's.</summary>
internal sealed class ServiceBusHostOptions
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    public bool AutoCompleteMessages { get; set; } = true;

    public int MaxConcurrentCalls { get; set; } = 16;

    public int PrefetchCount { get; set; }

    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Of the section as it stands in host.json; without one, the defaults.</summary>
    /// <exception cref="JsonException">A value is of the wrong type.</exception>
    public static ServiceBusHostOptions Read(JsonElement? section) => section?.Deserialize<ServiceBusHostOptions>(Lenient) ?? new();

    /// <summary>For one trigger, whose attribute may turn auto-completion off.</summary>
    public MessagePumpSettings For(bool triggerAutoCompletes) => new()
    {
        AutoCompleteMessages = AutoCompleteMessages && triggerAutoCompletes,
        MaxConcurrentCalls = Math.Max(1, MaxConcurrentCalls),
        PrefetchCount = Math.Max(0, PrefetchCount),
        MaxAutoLockRenewalDuration = MaxAutoLockRenewalDuration,
    };
}
