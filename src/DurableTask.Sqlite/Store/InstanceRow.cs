using DurableTask.Core;
using DurableTask.Core.History;
using VideoPipeline.DurableTask.Sqlite.Bytes;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>Rows of the instances table as the framework's states.</summary>
internal static class InstanceRow
{
    public const string Columns =
        "i.key, i.id, i.execution, i.name, i.version, i.status, i.created, i.updated, i.completed, i.start_at, i.parent, i.tags,"
        + " i.custom_status, i.output, i.failure";

    public static OrchestrationState ReadState(this SqliteStatement row, int inputColumn) => new()
    {
        OrchestrationInstance = new OrchestrationInstance { InstanceId = row.Text(1), ExecutionId = row.Text(2) },
        Name = row.Text(3),
        Version = row.Text(4),
        OrchestrationStatus = (OrchestrationStatus)row.Long(5),
        CreatedTime = Time(row.Long(6)),
        LastUpdatedTime = Time(row.Long(7)),
        CompletedTime = row.OptionalLong(8) is { } completed ? Time(completed) : Time(DateTime.MaxValue.Ticks),
        ScheduledStartTime = row.OptionalLong(9) is { } start ? Time(start) : null,
        ParentInstance = Codec.ReadParent(row.Blob(10)),
        // Clients copy the tags without asking whether there are any.
        Tags = Codec.ReadTags(row.Blob(11)) ?? new Dictionary<string, string>(),
        Status = row.Text(12),
        Output = row.Text(13),
        FailureDetails = Codec.ReadFailure(row.Blob(14)),
        Input = inputColumn < 0 ? null : row.Text(inputColumn),
    };

    public static bool IsTerminal(this OrchestrationStatus status) => status
        is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated or OrchestrationStatus.Canceled;

    public static DateTime Utc(this DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}

/// <summary>Where an instance stands, as a transaction sees it.</summary>
internal readonly record struct Standing(long Key, string Execution, OrchestrationStatus Status, long Turn, long? StartAt);
