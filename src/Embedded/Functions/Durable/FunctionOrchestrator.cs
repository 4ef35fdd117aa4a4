using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>Runs an orchestration function. Nothing here may leave the orchestrator's thread.</summary>
internal sealed class FunctionOrchestrator(FunctionDescriptor function, FunctionPipeline pipeline, IServiceScopeFactory scopes)
    : ITaskOrchestrator
{
    /// <summary>Object: the input is read anew as whatever type the function asks for.</summary>
    public Type InputType => typeof(object);

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        await using var scope = scopes.CreateAsyncScope();
        var invocation = new Invocation(function, scope.ServiceProvider, context, CancellationToken.None)
        {
            BindingDataFactory = () => new Dictionary<string, object?> { ["instanceId"] = context.InstanceId },
        };
        await pipeline.RunAsync(invocation);
        return invocation.Result;
    }
}
