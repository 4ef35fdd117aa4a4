using VideoPipeline.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker;

public abstract class InvocationResult<T>
{
    protected InvocationResult()
    {
    }

    public abstract T? Value { get; set; }
}

public abstract class InvocationResult : InvocationResult<object>
{
    protected InvocationResult()
    {
    }
}

public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context) =>
        new InvocationValue<T>(Embedded(context));

    public static InvocationResult GetInvocationResult(this FunctionContext context) => new InvocationValue(Embedded(context));

    private static Invocation Embedded(FunctionContext context) => context as Invocation
        ?? throw new InvalidOperationException("Only the context of a running function has an invocation result.");

    private sealed class InvocationValue(Invocation invocation) : InvocationResult
    {
        public override object? Value
        {
            get => invocation.Result;
            set => invocation.Result = value;
        }
    }

    private sealed class InvocationValue<T>(Invocation invocation) : InvocationResult<T>
    {
        public override T? Value
        {
            get => (T?)invocation.Result;
            set => invocation.Result = value;
        }
    }
}
