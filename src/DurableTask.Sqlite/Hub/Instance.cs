using DurableTask.Core;
using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>An instance that has something to do, in memory; guarded by the hub's gate.</summary>
internal sealed class Instance(long key, string id, long turn)
{
    public long Key { get; } = key;

    public string Id { get; } = id;

    /// <summary>Counts what was committed of it; a turn that began at another count is discarded.</summary>
    public long Turn { get; set; } = turn;

    public List<Letter> Inbox { get; } = [];

    public Dictionary<long, DueTimer> Timers { get; } = [];

    /// <summary>Until when nothing of it runs: a scheduled start, or back-off after an abandoned turn.</summary>
    public DateTime? NotBefore { get; set; }

    public bool IsLocked { get; set; }

    public bool IsQueued { get; set; }

    public bool IsGone { get; set; }

    public int Abandoned { get; set; }

    public List<HistoryEvent>? History { get; set; }

    public int HistoryBytes { get; set; }
}

/// <summary>A message in an inbox and its row.</summary>
internal sealed record Letter(long Seq, TaskMessage Message);

/// <summary>A turn that the dispatcher works on.</summary>
internal sealed class Turn(Instance instance, List<Letter> taken, long number) : TaskOrchestrationWorkItem
{
    public Instance Instance { get; } = instance;

    public List<Letter> Taken { get; } = taken;

    public long Number { get; } = number;

    public bool IsCommitted { get; set; }

    public bool IsAbandoned { get; set; }
}

/// <summary>An activity that the dispatcher works on.</summary>
internal sealed class PendingActivity : TaskActivityWorkItem
{
    public required long Seq { get; init; }

    public required long Key { get; init; }

    public int Abandoned { get; set; }
}
