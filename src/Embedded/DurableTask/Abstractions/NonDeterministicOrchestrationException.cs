namespace DurableTask.Core.Exceptions;

/// <summary>The orchestrator's code no longer does what its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string details)
    : Exception($"Non-Deterministic workflow detected: {details}");
