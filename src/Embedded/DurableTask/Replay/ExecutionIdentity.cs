using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>Which run of which instance an execution stands for.</summary>
internal sealed record ExecutionIdentity(
    string InstanceId, string Name, string Version, ParentOrchestrationInstance? Parent, string? Input);
