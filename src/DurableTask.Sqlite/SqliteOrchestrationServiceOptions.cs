namespace VideoPipeline.DurableTask.Sqlite;

/// <summary>Where a task hub lives and how much it does at a time.</summary>
public sealed class SqliteOrchestrationServiceOptions
{
    /// <summary>The database file; its folder is made when it is missing. One process at a time may have it open.</summary>
    public string DatabasePath { get; set; } = "taskhub.db";

    /// <summary>Orchestrations that run a turn at the same time; 100 by default.</summary>
    public int MaxConcurrentOrchestrations { get; set; } = 100;

    /// <summary>Activities that run at the same time; 100 by default.</summary>
    public int MaxConcurrentActivities { get; set; } = 100;

    /// <summary>How long a commit is tried again on a busy file, a full disk or a failed write before its callers get the error; 5 s by default.</summary>
    public TimeSpan CommitPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an abandoned work item waits at first, and at most; it doubles each time.</summary>
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="FirstBackOff"/>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of timers, scheduled starts and back-off.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Called once when the store has stopped for good: every call fails from then on, and only a new process goes on, from what is on
    /// disk. A host ends itself here. Called on the writer's thread.
    /// </summary>
    public Action<Exception>? StoreFailed { get; set; }

    /// <summary>Called before, inside and after every commit; what it throws ends the store like a crash.</summary>
    internal Action<CommitPoint>? AtCommit { get; set; }

    /// <summary>The most pages the file may have, which makes a full disk in tests.</summary>
    internal int? MaxPages { get; set; }

    /// <summary>How long SQLite itself waits for a file that another connection has locked.</summary>
    internal TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

internal enum CommitPoint
{
    BeforeBegin,
    Inside,
    BeforeCommit,
    AfterCommit,
}
