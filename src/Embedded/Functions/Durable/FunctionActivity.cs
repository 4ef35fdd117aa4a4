using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>What an activity function is called with.</summary>
internal sealed record ActivityCallPayload(TaskActivityContext Context, object? Input);

/// <summary>Runs an activity function in the scope that the engine made for the call.</summary>
internal sealed class FunctionActivity(FunctionDescriptor function, FunctionRunner runner, IServiceProvider scoped) : ITaskActivity
{
    // A trigger that is the context takes no input.
    public Type InputType { get; } =
        function.TriggerParameter.ParameterType is var type && type != typeof(FunctionContext) ? type : typeof(object);

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        var invocation = new Invocation(function, scoped, new ActivityCallPayload(context, input), runner.Stopping)
        {
            BindingDataFactory = () => new Dictionary<string, object?> { ["instanceId"] = context.InstanceId },
        };
        await runner.RunAsync(invocation);
        return invocation.Result;
    }
}
