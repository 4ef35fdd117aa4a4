namespace VideoPipeline.DurableTask.Sqlite;

/// <summary>Where a Functions host keeps its task hub.</summary>
public sealed class SqliteDurabilityOptions
{
    /// <summary>The file of the default task hub; other hubs get files of their own beside it.</summary>
    public string DatabasePath { get; set; } = "taskhub.db";

    /// <summary>Orchestrations at a time, where host.json has no <c>maxConcurrentOrchestratorFunctions</c>; 100 by default.</summary>
    public int MaxConcurrentOrchestrations { get; set; } = 100;

    /// <summary>Activities at a time, where host.json has no <c>maxConcurrentActivityFunctions</c>; 100 by default.</summary>
    public int MaxConcurrentActivities { get; set; } = 100;

    /// <inheritdoc cref="SqliteOrchestrationServiceOptions.StoreFailed"/>
    public Action<Exception>? StoreFailed { get; set; }
}
