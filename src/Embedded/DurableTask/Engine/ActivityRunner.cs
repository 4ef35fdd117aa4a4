using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>One activity to run for one generation of an instance.</summary>
internal sealed record ActivityCall(Instance Instance, int Generation, TaskScheduled Task);

/// <summary>Runs activities and sends their results to the instances that called them.</summary>
internal sealed partial class ActivityRunner(EngineCore core)
{
    public async Task RunAsync(ActivityCall call)
    {
        try
        {
            var result = await ExecuteAsync(call);
            core.Deliver(call.Instance, new Message(result, call.Generation, 0, null));
        }
        finally
        {
            core.Work.End();
        }
    }

    private async Task<ReceivedEvent> ExecuteAsync(ActivityCall call)
    {
        var task = call.Task;
        try
        {
            await using var scope = core.Services.CreateAsyncScope();
            if (!core.Registry.TryCreateActivity(task.Name, task.Version, scope.ServiceProvider, out var activity))
            {
                return NotFound(task);
            }

            var context = new CallContext(call.Instance.Id, task.Name, task.Version);
            var input = core.Options.DataConverter.Deserialize(task.Input, activity.InputType);
            var output = await activity.RunAsync(context, input);
            return new TaskCompleted(task.Id, core.Options.DataConverter.Serialize(output), core.UtcNow);
        }
        catch (Exception failure)
        {
            LogFailure(core.Logger, task.Name, call.Instance.Id, failure);
            return new TaskFailed(task.Id, failure.Message, TaskFailureDetails.FromException(failure), false, core.UtcNow);
        }
    }

    private TaskFailed NotFound(TaskScheduled task)
    {
        if (core.Options.FunctionsHost)
        {
            // That host says so in words only, and what fails without details is tried again.
            var reason = $"The function '{task.Name}' doesn't exist, is disabled, or is not an activity function.";
            return new TaskFailed(task.Id, reason, null, false, core.UtcNow);
        }

        var message = $"No activity task named '{task.Name}' was found.";
        var details = new TaskFailureDetails("ActivityTaskNotFound", message, null, null, new Dictionary<string, object?>());
        return new TaskFailed(task.Id, message, details, true, core.UtcNow);
    }

    [LoggerMessage(3111, LogLevel.Warning, "Activity {Activity} of {InstanceId} failed")]
    private static partial void LogFailure(ILogger logger, string activity, string instanceId, Exception failure);

    private sealed class CallContext(string instanceId, string name, string version) : TaskActivityContext
    {
        public override string InstanceId => instanceId;

        public override TaskName Name => new(name);

        public override string Version => version;
    }
}
