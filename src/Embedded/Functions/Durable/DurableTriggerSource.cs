using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>Orchestration and activity functions; the durable engine, a service of the host, runs them.</summary>
internal sealed class DurableTriggerSource : ITriggerSource
{
    private static readonly MethodInfo InputBinder =
        typeof(DurableTriggerSource).GetMethod(nameof(BindInput), BindingFlags.NonPublic | BindingFlags.Static)!;

    public bool Handles(TriggerBindingAttribute trigger) => trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute;

    public IEnumerable<ITriggerListener> CreateListeners(
        IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services) => [];

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger) =>
        trigger is OrchestrationTriggerAttribute ? BindOrchestration(parameter, isTrigger) : BindActivity(parameter, isTrigger);

    private static ParameterBinder? BindOrchestration(ParameterInfo parameter, bool isTrigger)
    {
        if (parameter.ParameterType == typeof(TaskOrchestrationContext))
        {
            return invocation => invocation.Payload;
        }

        if (isTrigger)
        {
            throw FunctionBindingException.At(parameter, $"an orchestration trigger is a {nameof(TaskOrchestrationContext)}.");
        }

        // A second parameter without an attribute is the input.
        return parameter.ParameterType == typeof(FunctionContext) || parameter.ParameterType == typeof(CancellationToken)
            || parameter.GetCustomAttribute<BindingAttribute>() is not null
            ? null
            : InputBinder.MakeGenericMethod(parameter.ParameterType).CreateDelegate<ParameterBinder>();
    }

    private static object? BindInput<T>(Invocation invocation) => ((TaskOrchestrationContext)invocation.Payload).GetInput<T>();

    private static ParameterBinder? BindActivity(ParameterInfo parameter, bool isTrigger) =>
        isTrigger && parameter.ParameterType == typeof(FunctionContext) ? null
        : isTrigger ? invocation => ((ActivityCallPayload)invocation.Payload).Input
        : parameter.ParameterType == typeof(string) && parameter.Name == "instanceId"
            ? invocation => ((ActivityCallPayload)invocation.Payload).Context.InstanceId
        : null;
}
