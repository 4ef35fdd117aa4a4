using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

/// <summary>Those who wait for what an instance becomes. Used under the hub's lock.</summary>
internal sealed class HubWaiters(IReadOnlyDictionary<string, HubInstance> instances)
{
    private readonly List<Waiter> _waiters = [];

    public Task WaitAsync(string id, Func<HubInstance, bool> holds, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(id, holds);
        _waiters.Add(waiter);
        Wake();
        return waiter.Done.Task.WaitAsync(cancellationToken);
    }

    public void Wake() => _waiters.RemoveAll(waiter =>
        instances.GetValueOrDefault(waiter.Id) is { } instance && waiter.Holds(instance) && waiter.Done.TrySetResult());

    public static bool HasStarted(HubInstance instance) => instance.Status != OrchestrationStatus.Pending;

    private sealed record Waiter(string Id, Func<HubInstance, bool> Holds)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
