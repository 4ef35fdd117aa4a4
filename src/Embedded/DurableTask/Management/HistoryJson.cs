using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Writes a history as the management API shows it: what happened, each with the call it answers.</summary>
internal sealed class HistoryJson(bool showOutput)
{
    private readonly Dictionary<int, (ScheduledEvent Event, DateTime At)> _scheduled = [];
    private readonly JsonArray _events = [];

    public static JsonArray Write(OrchestrationMetadata metadata, IReadOnlyList<Episode> history, bool showOutput)
    {
        var writer = new HistoryJson(showOutput);
        writer.Begin(metadata);
        foreach (var episode in history)
        {
            writer.Add(episode);
        }

        writer.End(metadata);
        return writer._events;
    }

    private void Begin(OrchestrationMetadata metadata) => _events.Add(new JsonObject
    {
        ["EventType"] = "ExecutionStarted",
        ["Timestamp"] = metadata.CreatedAt.UtcDateTime,
        ["FunctionName"] = metadata.Name,
    });

    private void Add(Episode episode)
    {
        foreach (var received in episode.Received)
        {
            _events.Add(Write(received));
        }

        foreach (var scheduled in episode.Scheduled)
        {
            _scheduled[scheduled.Id] = (scheduled, episode.Timestamp);
        }
    }

    private void End(OrchestrationMetadata metadata)
    {
        if (!metadata.IsCompleted)
        {
            return;
        }

        var end = Event("ExecutionCompleted", metadata.LastUpdatedAt.UtcDateTime);
        end["OrchestrationStatus"] = metadata.RuntimeStatus.ToString();
        AddOutput(end, "Result", metadata.SerializedOutput);
        _events.Add(end);
    }

    private JsonObject Write(ReceivedEvent received)
    {
        switch (received)
        {
            case TaskCompleted done:
                return Answer("TaskCompleted", done.TaskId, done.Timestamp, "Result", done.Result);
            case TaskFailed failed:
                return Failure("TaskFailed", failed.TaskId, failed.Timestamp, failed.Reason);
            case ChildCompleted done:
                return Answer("SubOrchestrationInstanceCompleted", done.TaskId, done.Timestamp, "Result", done.Result);
            case ChildFailed failed:
                return Failure("SubOrchestrationInstanceFailed", failed.TaskId, failed.Timestamp, failed.Reason);
            case TimerFired fired:
                var timer = Event("TimerFired", fired.Timestamp);
                if (_scheduled.TryGetValue(fired.TimerId, out var created) && created.Event is TimerScheduled { FireAt: var due })
                {
                    timer["FireAt"] = due;
                }

                return timer;
            case EventRaised raised:
                var raising = Event("EventRaised", raised.Timestamp);
                raising["Name"] = raised.Name;
                AddOutput(raising, "Input", raised.Payload);
                return raising;
            case Suspended suspended:
                return WithReason("ExecutionSuspended", suspended.Timestamp, suspended.Reason);
            case Resumed resumed:
                return WithReason("ExecutionResumed", resumed.Timestamp, resumed.Reason);
            case Terminated terminated:
                return WithReason("ExecutionTerminated", terminated.Timestamp, terminated.Output);
            default:
                throw new InvalidOperationException($"{received.GetType()} has no place in a history.");
        }
    }

    private static JsonObject Event(string type, DateTime at) => new() { ["EventType"] = type, ["Timestamp"] = at };

    private static JsonObject WithReason(string type, DateTime at, string? reason)
    {
        var json = Event(type, at);
        json["Reason"] = reason;
        return json;
    }

    private JsonObject Answer(string type, int taskId, DateTime at, string name, string? result)
    {
        var json = Event(type, at);
        AddCall(json, taskId);
        AddOutput(json, name, result);
        return json;
    }

    private JsonObject Failure(string type, int taskId, DateTime at, string? reason)
    {
        var json = Event(type, at);
        AddCall(json, taskId);
        json["Reason"] = reason;
        return json;
    }

    private void AddCall(JsonObject json, int taskId)
    {
        if (_scheduled.TryGetValue(taskId, out var call))
        {
            json["ScheduledTime"] = call.At;
            json["FunctionName"] = call.Event switch
            {
                TaskScheduled task => task.Name,
                ChildScheduled child => child.Name,
                _ => null,
            };
        }
    }

    private void AddOutput(JsonObject json, string name, string? data)
    {
        if (showOutput)
        {
            json[name] = ManagementJson.Payload(data);
        }
    }
}
