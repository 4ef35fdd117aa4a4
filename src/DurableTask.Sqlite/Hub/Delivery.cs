using System.Diagnostics;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;
using VideoPipeline.DurableTask.Sqlite.Bytes;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>Decides, inside a transaction, what becomes of a message.</summary>
internal sealed class Delivery(StoreTables tables, Effects effects, DateTime now)
{
    public void Send(TaskMessage message)
    {
        if (message.Event is ExecutionStartedEvent started)
        {
            StartChild(message, started);
            return;
        }

        if (tables.Find(message.OrchestrationInstance.InstanceId) is not { } target || IsForOther(message, target))
        {
            return;
        }

        if (message.Event is ExecutionRewoundEvent rewound)
        {
            // The core reads the context of a rewind without asking whether there is one.
            rewound.ParentTraceContext ??= new DistributedTraceContext(
                $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00", null);
        }
        else if (target.Status.IsTerminal())
        {
            return;
        }
        else if (message.Event is ExecutionTerminatedEvent terminated && target.Status == OrchestrationStatus.Pending)
        {
            EndPending(target, message.OrchestrationInstance.InstanceId, terminated);
            return;
        }

        Post(target, MessageKind.Inbox, null, message);
    }

    public void Post(Standing target, MessageKind kind, DateTime? due, TaskMessage message) =>
        effects.Posted(tables.Post(target.Key, kind, due, message), target, kind, due, message);

    /// <summary>Makes the row and posts its start; the row of a finished instance with this id goes.</summary>
    public void Start(TaskMessage message, ExecutionStartedEvent started, Standing? existing)
    {
        if (existing is { } old)
        {
            tables.Delete(old.Key);
            effects.Removed(old.Key);
        }

        var key = tables.Insert(started, now);
        var standing = new Standing(
            key, started.OrchestrationInstance.ExecutionId ?? string.Empty, OrchestrationStatus.Pending, 0, started.ScheduledStartTime?.Utc().Ticks);
        Post(standing, MessageKind.Inbox, null, message);
    }

    private static bool IsForOther(TaskMessage message, Standing target) =>
        !string.IsNullOrEmpty(message.OrchestrationInstance.ExecutionId) && message.OrchestrationInstance.ExecutionId != target.Execution;

    // A finished child with this id is replaced. One that still runs is somebody else's work: the call fails at once
    // instead of waiting for an answer that goes to another parent.
    private void StartChild(TaskMessage message, ExecutionStartedEvent started)
    {
        var existing = tables.Find(started.OrchestrationInstance.InstanceId);
        if (existing is null || existing.Value.Status.IsTerminal())
        {
            Start(message, started, existing);
        }
        else if (existing.Value.Execution != started.OrchestrationInstance.ExecutionId)
        {
            var reason = $"An orchestration with the instance id '{started.OrchestrationInstance.InstanceId}' is already running.";
            Answer(started.ParentInstance, reason, new FailureDetails("OrchestrationAlreadyExists", reason, null, null, isNonRetriable: false));
        }
    }

    // Nothing of it has run, so no turn would ever read the message while its start lies ahead.
    private void EndPending(Standing target, string id, ExecutionTerminatedEvent terminated)
    {
        var started = tables.FirstMessage(target.Key)?.Event as ExecutionStartedEvent;
        var completed = new ExecutionCompletedEvent(-1, terminated.Input, OrchestrationStatus.Terminated, null) { Timestamp = now };
        tables.Append(target.Key, Codec.Events(started is null ? [terminated, completed] : [started, terminated, completed]));
        tables.Finish(target.Key, new OrchestrationState
        {
            OrchestrationStatus = OrchestrationStatus.Terminated,
            LastUpdatedTime = now,
            CompletedTime = now,
            Output = terminated.Input,
        });
        effects.Ended(target.Key, id);
        Answer(started?.ParentInstance, terminated.Input, null);
    }

    private void Answer(ParentInstance? parent, string? reason, FailureDetails? failure)
    {
        if (parent is not null)
        {
            Send(new TaskMessage
            {
                OrchestrationInstance = parent.OrchestrationInstance,
                Event = new SubOrchestrationInstanceFailedEvent(-1, parent.TaskScheduleId, reason, null, failure) { Timestamp = now },
            });
        }
    }
}
