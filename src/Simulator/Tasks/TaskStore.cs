using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Simulator.Tasks;

/// <summary>All tasks, in memory, newest kept.</summary>
internal sealed class TaskStore(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, VideoTask> tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<VideoTask> order = new();
    private readonly Dictionary<string, List<VideoTask>> open = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Oldest first.</summary>
    public IEnumerable<VideoTask> All => order;

    public void Add(VideoTask task)
    {
        tasks[task.Id] = task;
        order.Enqueue(task);
        while (order.Count > options.Value.MaxTasks && order.TryDequeue(out var oldest))
        {
            tasks.TryRemove(oldest.Id, out _);
        }
    }

    public VideoTask? Find(string id) => tasks.GetValueOrDefault(id);

    public VideoTask? Find(string dialect, string id) => Find(id) is { } task && task.Dialect == dialect ? task : null;

    /// <summary>Takes a place among the unfinished tasks of a dialect; the place is freed when the task ends.</summary>
    public bool TryEnter(VideoTask task)
    {
        if (options.Value.For(task.Dialect).MaxConcurrent is not { } limit)
        {
            return true;
        }

        lock (gate)
        {
            if (!open.TryGetValue(task.Dialect, out var inFlight))
            {
                open[task.Dialect] = inFlight = [];
            }

            var now = time.GetUtcNow();
            inFlight.RemoveAll(other => TaskLife.PhaseAt(other, now) > TaskPhase.Running);
            if (inFlight.Count >= limit)
            {
                return false;
            }

            inFlight.Add(task);
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            open.Clear();
        }

        order.Clear();
        tasks.Clear();
    }
}
