using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>The client of an engine; every call answers when what it asked for is on disk.</summary>
internal sealed partial class EngineClient(EngineCore core, string name = "") : DurableTaskClient(name)
{
    private readonly InstanceQueries _queries = new(core);

    public DataConverter Converter => core.Options.DataConverter;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public IReadOnlyList<Episode> History(string instanceId) => _queries.History(instanceId);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        if (string.IsNullOrEmpty(instanceId))
        {
            throw new ArgumentNullException(nameof(instanceId));
        }

        core.ThrowIfDead();
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_queries.Get(instanceId, getInputsAndOutputs));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((token, size, cancellation) =>
        {
            core.ThrowIfDead();
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(_queries.List(query, token, size));
        });
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        core.ThrowIfDead();
        var raised = new EventRaised(eventName, Converter.Serialize(eventPayload), core.UtcNow);
        if (core.Directory.TryGet(instanceId, out var instance))
        {
            return SendAsync(instance, raised, cancellation);
        }

        if (core.Options.FunctionsHost)
        {
            throw _queries.Get(instanceId, false) is null
                ? new RpcException(new Status(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found."))
                : NotRunning();
        }

        return Task.CompletedTask;
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return CommandAsync(instanceId, new Terminated(Converter.Serialize(options?.Output), core.UtcNow), _ => true, cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return CommandAsync(
            instanceId, new Suspended(reason, core.UtcNow), status => status != OrchestrationRuntimeStatus.Suspended, cancellation);
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return CommandAsync(
            instanceId, new Resumed(reason, core.UtcNow), status => status == OrchestrationRuntimeStatus.Suspended, cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, metadata => metadata.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, metadata => metadata.IsCompleted, cancellation);

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        core.ThrowIfDead();
        var purge = new PurgeCommit(core, tables =>
        {
            if (tables.Find(instanceId) is not { Status: not InstanceRow.Active } found)
            {
                return 0;
            }

            tables.Delete(found.Key);
            return 1;
        });
        core.Commit(purge);
        return new PurgeResult(await purge.Done.WaitAsync(cancellation), isComplete: true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);

        // In portions, so that running orchestrations are not held up for long.
        const int Portion = 200;
        var statuses = filter.Statuses?.ToArray() is { Length: > 0 } set ? set : null;
        var stored = new InstanceFilter(filter.CreatedFrom, filter.CreatedTo, statuses);
        var start = core.Time.GetTimestamp();
        var total = 0;
        while (true)
        {
            var purge = new PurgeCommit(core, tables => tables.Purge(stored, Portion));
            core.Commit(purge);
            var count = await purge.Done.WaitAsync(cancellation);
            total += count;
            if (count < Portion)
            {
                return new PurgeResult(total, isComplete: true);
            }

            if (filter.Timeout is { } timeout && core.Time.GetElapsedTime(start) >= timeout)
            {
                return new PurgeResult(total, isComplete: false);
            }
        }
    }

    private static RpcException NotRunning() =>
        new(new Status(StatusCode.FailedPrecondition, "The orchestration instance with the provided instance id is not running."));

    private Task CommandAsync(
        string instanceId, ReceivedEvent command, Func<OrchestrationRuntimeStatus, bool> fits, CancellationToken cancellation)
    {
        core.ThrowIfDead();
        if (core.Directory.TryGet(instanceId, out var instance))
        {
            if (!core.Options.FunctionsHost || fits(instance.Status))
            {
                return SendAsync(instance, command, cancellation);
            }
        }
        else if (!core.Options.FunctionsHost)
        {
            return Task.CompletedTask;
        }

        throw new RpcException(new Status(
            StatusCode.Unknown, $"The orchestration instance '{instanceId}' does not exist or is not in a state for this operation."));
    }

    private async Task SendAsync(Instance instance, ReceivedEvent received, CancellationToken cancellation)
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (instance.IsDeferred && received is not Terminated)
        {
            core.Commit(new LetterCommit(core, new Letter(instance, received, Message.AnyGeneration, core.NextRow()), taken));
        }
        else
        {
            core.Deliver(instance, new Message(received, Message.AnyGeneration, 0, taken));
        }

        await taken.Task.WaitAsync(cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool withPayloads, Func<OrchestrationMetadata, bool> isThere, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            core.ThrowIfDead();
            using var ticket = core.Waiters.Register(instanceId);
            if (_queries.Get(instanceId, withPayloads) is { } metadata && isThere(metadata))
            {
                return metadata;
            }

            await ticket.Changed.WaitAsync(cancellation);
        }
    }
}
