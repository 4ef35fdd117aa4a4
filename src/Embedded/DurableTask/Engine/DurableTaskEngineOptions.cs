using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;

namespace VideoPipeline.Embedded.DurableTask;

/// <summary>How an engine stores, runs and answers.</summary>
public sealed class DurableTaskEngineOptions
{
    /// <summary>The SQLite file; null means a temporary one that is deleted with the engine.</summary>
    public string? DatabasePath { get; set; }

    /// <summary>True: nothing is acknowledged before it is flushed to disk. False: a power cut may lose the last moments.</summary>
    public bool Durable { get; set; } = true;

    public int MaxConcurrentActivities { get; set; } = 200;

    public int MaxConcurrentOrchestrations { get; set; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>How many idle instances keep their running code in memory; the others are replayed when something happens to them.</summary>
    public int MaxCachedInstances { get; set; } = 20_000;

    /// <summary>
    /// True: behaves as under the Azure Functions host (awaits of non-durable tasks are detected, inputs are read anew for
    /// every GetInput, unknown functions and refused client calls answer as there). False: as the plain SDK and its test host.
    /// </summary>
    public bool FunctionsHost { get; set; }

    /// <summary>True: a new instance replaces one with the same id even while that runs, as in the SDK's test host.</summary>
    public bool ReplaceRunningInstances { get; set; }

    public DataConverter DataConverter { get; set; } = JsonDataConverter.Default;

    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The version of instances that a client starts without one.</summary>
    public string DefaultVersion { get; set; } = string.Empty;

    public DurableTaskWorkerOptions.VersioningOptions? Versioning { get; set; }

    /// <summary>How long a stop waits for work that is under way; activities that take longer run again after the next start.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Called by the writer before and after each commit; one that throws kills the engine there and then.</summary>
    internal Func<string, ValueTask>? FaultHook { get; set; }
}
