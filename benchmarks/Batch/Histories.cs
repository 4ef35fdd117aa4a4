using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>Looks into the durable store of a running app.</summary>
internal static class Histories
{
    private static long s_read;

    /// <summary>How many events the longest of the histories has that have grown since the last look.</summary>
    public static int Largest(string dataDirectory)
    {
        using var store = new SqliteConnection(Path.Combine(dataDirectory, "host.db"), readOnly: true);
        using var candidates = store.Prepare(
            "SELECT instance, count(*), max(seq) FROM dt_history WHERE instance IN (SELECT DISTINCT instance FROM dt_history WHERE seq > ?1) GROUP BY instance ORDER BY 2 DESC LIMIT 20");
        candidates.Bind(1, s_read);
        var instances = new List<long>();
        while (candidates.Step())
        {
            instances.Add(candidates.Long(0));
            s_read = Math.Max(s_read, candidates.Long(2));
        }

        return instances.Count == 0 ? 0 : instances.Max(instance => Events(store, instance));
    }

    private static int Events(SqliteConnection store, long instance)
    {
        using var episodes = store.Prepare("SELECT episode FROM dt_history WHERE instance = ?1");
        episodes.Bind(1, instance);
        var events = 0;
        while (episodes.Step())
        {
            events += EventsOf(HistoryCodec.DecodeEpisode(episodes.Blob(0)));
        }

        return events;
    }

    // Orchestrator started and completed stand around each turn.
    private static int EventsOf(Episode episode) => 2 + episode.Received.Count + episode.Scheduled.Count;
}
