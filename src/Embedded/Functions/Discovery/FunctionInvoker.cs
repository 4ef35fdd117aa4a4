using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.Functions.Durable;

namespace VideoPipeline.Embedded.Functions;

/// <summary>A function's method compiled once: fill the arguments, make the instance, call, and await whatever it returns.</summary>
internal sealed class FunctionInvoker
{
    private readonly ParameterBinder[] binders;
    private readonly ObjectFactory? createInstance;
    private readonly Func<object?, object?[], Task<object?>> call;

    private FunctionInvoker(ParameterBinder[] binders, ObjectFactory? createInstance, Func<object?, object?[], Task<object?>> call)
    {
        this.binders = binders;
        this.createInstance = createInstance;
        this.call = call;
    }

    public static FunctionInvoker Compile(
        MethodInfo method, TriggerBindingAttribute trigger, ParameterInfo triggerParameter, ITriggerSource source)
    {
        var binders = method.GetParameters()
            .Select(parameter => BinderFor(parameter, trigger, parameter.Position == triggerParameter.Position, source))
            .ToArray();
        var createInstance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        return new FunctionInvoker(binders, createInstance, CompileCall(method));
    }

    public Task<object?> InvokeAsync(Invocation invocation)
    {
        var instance = createInstance?.Invoke(invocation.InstanceServices, null);
        var arguments = binders.Length == 0 ? [] : new object?[binders.Length];
        for (var i = 0; i < binders.Length; i++)
        {
            arguments[i] = binders[i](invocation);
        }

        return call(instance, arguments);
    }

    private static ParameterBinder BinderFor(
        ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger, ITriggerSource source)
    {
        if (DurableClientBinding.Bind(parameter) is { } client)
        {
            return client;
        }

        if (source.Bind(parameter, trigger, isTrigger) is { } binder)
        {
            return binder;
        }

        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return invocation => invocation;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return invocation => invocation.CancellationToken;
        }

        if (parameter.HasDefaultValue)
        {
            var value = parameter.DefaultValue;
            return _ => value;
        }

        throw FunctionBindingException.At(
            parameter, $"the embedded host cannot fill parameter '{parameter.Name}' of type {parameter.ParameterType.Name}.");
    }

    private static Func<object?, object?[], Task<object?>> CompileCall(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var arguments = Expression.Parameter(typeof(object?[]), "arguments");
        var values = method.GetParameters().Select(parameter => Expression.Convert(
            Expression.ArrayIndex(arguments, Expression.Constant(parameter.Position)), parameter.ParameterType));
        var target = method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!);
        var result = FunctionResult.ToTask(Expression.Call(target, method, values), method.ReturnType);
        return Expression.Lambda<Func<object?, object?[], Task<object?>>>(result, instance, arguments).Compile();
    }
}
