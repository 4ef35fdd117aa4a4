namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>The section <c>extensions.serviceBus</c> of host.json, as far as it is honoured here; defaults are the extension's.</summary>
internal sealed class ServiceBusHostOptions
{
    public bool AutoCompleteMessages { get; set; } = true;

    public int MaxConcurrentCalls { get; set; } = 16;

    public int PrefetchCount { get; set; }

    public TimeSpan MaxAutoLockRenewalDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For one trigger, whose attribute may turn auto-completion off.</summary>
    public MessagePumpSettings For(bool triggerAutoCompletes) => new()
    {
        AutoCompleteMessages = AutoCompleteMessages && triggerAutoCompletes,
        MaxConcurrentCalls = Math.Max(1, MaxConcurrentCalls),
        PrefetchCount = Math.Max(0, PrefetchCount),
        MaxAutoLockRenewalDuration = MaxAutoLockRenewalDuration,
    };
}
