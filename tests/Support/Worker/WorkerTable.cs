using System.Collections.Concurrent;

namespace VideoPipeline.Support.Worker;

/// <summary>The workers that live in this process, by the ids that their streams and their durable clients name.</summary>
internal sealed class WorkerTable
{
    private readonly ConcurrentDictionary<string, InProcessWorker> _workers = new(StringComparer.Ordinal);

    public void Add(InProcessWorker worker) => _workers[worker.Id] = worker;

    public void Remove(InProcessWorker worker) => _workers.TryRemove(worker.Id, out _);

    public InProcessWorker? Find(string id) => _workers.GetValueOrDefault(id);
}
