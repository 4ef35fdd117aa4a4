using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>Reads rows of the instances table, whose columns every query lists in this order.</summary>
internal static class InstanceReading
{
    public const string Columns =
        "key, id, name, version, generation, status, created, updated, start_at, parent_key, parent_generation, parent_task,"
        + " parent_id, parent_name, tags, custom_status, input, output, failure";

    public static InstanceRow ReadInstance(this SqliteStatement row) => new(
        row.Long(0),
        row.Text(1)!,
        row.Text(2)!,
        row.Text(3)!,
        (int)row.Long(4),
        (int)row.Long(5),
        Time(row.Long(6)),
        Time(row.Long(7)),
        row.OptionalLong(8) is { } startAt ? Time(startAt) : null,
        row.OptionalLong(9) is { } parent
            ? new ParentLink(parent, (int)row.Long(10), (int)row.Long(11), row.Text(12)!, row.Text(13)!)
            : null,
        row.Text(14),
        row.Text(15),
        row.Text(16),
        row.Text(17),
        HistoryCodec.DecodeDetails(row.Blob(18)));

    private static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
