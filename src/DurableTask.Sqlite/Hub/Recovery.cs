using DurableTask.Core;
using VideoPipeline.DurableTask.Sqlite.Bytes;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>Reads all that is still to come out of a file; histories are read when their instances run.</summary>
internal static class Recovery
{
    public static void Load(SqliteConnection connection, Action<Effects> follow)
    {
        using var select = connection.Prepare(
            "SELECT i.key, i.execution, i.status, i.turn, i.start_at, m.seq, m.kind, m.due, m.body"
            + " FROM messages m JOIN instances i ON i.key = m.instance ORDER BY m.seq");
        while (select.Step())
        {
            var effects = new Effects();
            effects.Posted(
                select.Long(5),
                new Standing(select.Long(0), select.Text(1)!, (OrchestrationStatus)select.Long(2), select.Long(3), select.OptionalLong(4)),
                (MessageKind)select.Long(6),
                select.OptionalLong(7) is { } due ? new DateTime(due, DateTimeKind.Utc) : null,
                Codec.ReadMessage(select.Blob(8)));
            follow(effects);
        }
    }
}
