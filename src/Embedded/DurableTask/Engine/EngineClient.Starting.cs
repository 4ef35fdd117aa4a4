using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

internal sealed partial class EngineClient
{
    private const int LongestInstanceId = 256;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name);
        return StartAsync(orchestratorName.Name, Converter.Serialize(input), options ?? new StartOrchestrationOptions(), cancellation);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var row = core.Reader.Find(instanceId)
            ?? throw new ArgumentException($"No instance with ID '{instanceId}' was found.", nameof(instanceId));
        if (!restartWithNewInstanceId && core.Directory.TryGet(instanceId, out _))
        {
            throw new InvalidOperationException($"The instance '{instanceId}' has not finished and cannot start again under its id.");
        }

        var options = new StartOrchestrationOptions(restartWithNewInstanceId ? null : instanceId)
        {
            Version = row.Version,
            Tags = TagText.Read(row.Tags) ?? new Dictionary<string, string>(),
        };
        return await StartAsync(row.Name, row.Input, options, cancellation);
    }

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        throw new NotImplementedException("This engine does not rewind instances, like the SDK's test host.");

    private async Task<string> StartAsync(
        string orchestrator, string? input, StartOrchestrationOptions options, CancellationToken cancellation)
    {
        core.ThrowIfDead();
        CheckInstanceId(options.InstanceId);
        var dedupe = ParseDedupeStatuses(options.DedupeStatuses);
        var now = core.UtcNow;
        var row = new InstanceRow(
            core.NextKey(),
            options.InstanceId ?? Guid.NewGuid().ToString("N"),
            orchestrator,
            (options.Version ?? core.Options.DefaultVersion).Version,
            Generation: 0,
            InstanceRow.Active,
            now,
            now,
            options.StartAt?.UtcDateTime,
            Parent: null,
            TagText.Write(options.Tags),
            CustomStatus: null,
            input,
            Output: null,
            Failure: null);
        var instance = new Instance(row);
        var replaced = await ReserveAsync(instance, dedupe, cancellation);

        // Only an id that somebody chose can be taken already.
        Func<int, bool>? mayReplaceStored = options.InstanceId is null ? null : status => MayReplace((OrchestrationRuntimeStatus)status, dedupe);
        core.Commit(new ClientCreation(core, new InstanceCreation(core, instance, row, replaced, mayReplaceStored)));
        await instance.Creation.Task.WaitAsync(cancellation);
        return row.Id;
    }

    /// <summary>Takes the id in the directory; gives back the unfinished instance that has to make room, if there is one.</summary>
    private async Task<Instance?> ReserveAsync(
        Instance instance, IReadOnlyList<OrchestrationRuntimeStatus>? dedupe, CancellationToken cancellation)
    {
        while (true)
        {
            if (core.Directory.TryAdd(instance))
            {
                return null;
            }

            if (!core.Directory.TryGet(instance.Id, out var existing))
            {
                continue;
            }

            // "It exists already" is an answer like any other: not before it is on disk.
            await existing.Creation.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (!existing.IsCommitted || existing.IsEnded)
            {
                await Task.Yield();
                continue;
            }

            if (!MayReplace(existing.Status, dedupe))
            {
                throw new OrchestrationAlreadyExistsException(
                    $"An orchestration with the instance id '{instance.Id}' already exists and is {existing.Status}.");
            }

            if (core.Directory.TryReplace(instance, existing))
            {
                return existing;
            }
        }
    }

    private bool MayReplace(OrchestrationRuntimeStatus status, IReadOnlyList<OrchestrationRuntimeStatus>? dedupe)
    {
        // The Functions host does not look at what the client would like.
        if (dedupe is not null && !core.Options.FunctionsHost)
        {
            return !dedupe.Contains(status);
        }

        return core.Options.ReplaceRunningInstances || status is OrchestrationRuntimeStatus.Completed
            or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
    }

    private void CheckInstanceId(string? id)
    {
        if (id is null)
        {
            return;
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (core.Options.FunctionsHost
            && (id.Length > LongestInstanceId || id[0] == '@' || id.Any(c => c is '/' or '\\' or '?' or '#' || char.IsControl(c))))
        {
            throw new RpcException(new Status(
                StatusCode.Internal,
                $"An instance id has at most {LongestInstanceId} characters, none of / \\ ? # or control characters, and no @ at its start."));
        }
    }

    private static OrchestrationRuntimeStatus[]? ParseDedupeStatuses(IReadOnlyList<string>? names)
    {
        if (names is not { Count: > 0 })
        {
            return null;
        }

        return names
            .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new ArgumentException($"'{name}' is no status of an orchestration.", nameof(names)))
            .ToArray();
    }
}
