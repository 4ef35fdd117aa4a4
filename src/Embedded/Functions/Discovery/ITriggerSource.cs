using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace VideoPipeline.Embedded.Functions;

/// <summary>Reads one argument of a function out of the invocation that carries it.</summary>
internal delegate object? ParameterBinder(Invocation invocation);

/// <summary>
/// One kind of trigger: which attribute it stands for, how a function's parameters are filled from what it delivers, and what
/// listens while the host runs.
/// </summary>
internal interface ITriggerSource
{
    bool Handles(TriggerBindingAttribute trigger);

    /// <summary>Null when the parameter is none of this trigger's.</summary>
    ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger);

    /// <summary>One listener for all functions of this kind, or one each; none for a trigger that lives elsewhere (HTTP).</summary>
    IEnumerable<ITriggerListener> CreateListeners(IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services);
}

/// <summary>What turns events into invocations from start to stop; a stop waits for the invocations it has begun.</summary>
internal interface ITriggerListener : IAsyncDisposable
{
    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);
}
