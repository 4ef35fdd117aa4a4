using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace VideoPipeline.Embedded.Functions;

/// <summary>One discovered function: what starts it and how it is called.</summary>
internal sealed class FunctionDescriptor(
    string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger, ITriggerSource source)
{
    public string Name { get; } = name;

    public MethodInfo Method { get; } = method;

    public ParameterInfo TriggerParameter { get; } = triggerParameter;

    public TriggerBindingAttribute Trigger { get; } = trigger;

    public ITriggerSource Source { get; } = source;

    public RetryAttribute? Retry { get; } = method.GetCustomAttribute<RetryAttribute>();

    public FunctionDefinition Definition { get; } = new ReflectedFunctionDefinition(name, method);

    public FunctionInvoker Invoker { get; } = FunctionInvoker.Compile(method, trigger, triggerParameter, source);
}
