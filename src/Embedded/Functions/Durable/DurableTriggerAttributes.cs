using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    public string? Activity { get; set; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    public string? Orchestration { get; set; }
}

public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Accepted for source compatibility; the embedded host has one durable store.</summary>
    public string? ConnectionName { get; set; }

    /// <summary>Accepted for source compatibility; the embedded host has one task hub.</summary>
    public string? TaskHub { get; set; }
}
