using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using static Microsoft.DurableTask.Protobuf.HistoryEvent;

namespace VideoPipeline.Support.TaskHub;

/// <summary>Takes back what has failed in an instance, so that its next turn tries that again.</summary>
internal static class Rewind
{
    public static void Run(TaskHub hub, HubInstance instance, string? reason)
    {
        var failed = instance.History.Where(past => past.TaskFailed is not null).Select(past => past.TaskFailed.TaskScheduledId).ToHashSet();
        var children = instance.History.Where(past => past.SubOrchestrationInstanceFailed is not null)
            .Select(past => past.SubOrchestrationInstanceFailed.TaskScheduledId).ToHashSet();
        instance.History.RemoveAll(past => past.EventTypeCase switch
        {
            EventTypeOneofCase.TaskFailed or EventTypeOneofCase.SubOrchestrationInstanceFailed or EventTypeOneofCase.ExecutionCompleted => true,
            EventTypeOneofCase.TaskScheduled => failed.Contains(past.EventId),
            _ => false,
        });
        (instance.Status, instance.Output, instance.Failure) = (OrchestrationStatus.Pending, null, null);
        instance.ExecutionId = hub.NewExecutionId();
        instance.UpdatedAt = hub.Time.GetUtcNow();
        foreach (var child in instance.History.Where(past => children.Contains(past.EventId) && past.SubOrchestrationInstanceCreated is not null).ToList())
        {
            if (hub.Instances.GetValueOrDefault(child.SubOrchestrationInstanceCreated.InstanceId) is { Status: OrchestrationStatus.Failed } below)
            {
                below.Start.ParentInstance.OrchestrationInstance.ExecutionId = instance.ExecutionId;
                Run(hub, below, reason);
            }
        }

        hub.Send(instance, new HistoryEvent { EventId = -1, Timestamp = Timestamp.FromDateTimeOffset(hub.Time.GetUtcNow()), GenericEvent = new GenericEvent { Data = reason } }, null);
    }
}
