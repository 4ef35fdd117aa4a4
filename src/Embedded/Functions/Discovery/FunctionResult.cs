using System.Linq.Expressions;
using System.Reflection;

namespace VideoPipeline.Embedded.Functions;

/// <summary>Turns any return type a function may have (void, value, Task, ValueTask) into one awaited object.</summary>
internal static class FunctionResult
{
    private static readonly Task<object?> None = Task.FromResult<object?>(null);

    public static Expression ToTask(Expression call, Type type)
    {
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Constant(None));
        }

        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return Expression.Call(Method(type == typeof(Task) ? nameof(OfTask) : nameof(OfValueTask)), call);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() is var generic
            && (generic == typeof(Task<>) || generic == typeof(ValueTask<>)))
        {
            var method = Method(generic == typeof(Task<>) ? nameof(OfTaskOf) : nameof(OfValueTaskOf));
            return Expression.Call(method.MakeGenericMethod(type.GenericTypeArguments), call);
        }

        return Expression.Call(Method(nameof(OfValue)), Expression.Convert(call, typeof(object)));
    }

    private static MethodInfo Method(string name) =>
        typeof(FunctionResult).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static Task<object?> OfValue(object? value) => Task.FromResult(value);

    private static async Task<object?> OfTask(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> OfValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async Task<object?> OfTaskOf<T>(Task<T> task) => await task;

    private static async Task<object?> OfValueTaskOf<T>(ValueTask<T> task) => await task;
}
