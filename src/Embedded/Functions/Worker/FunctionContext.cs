namespace Microsoft.Azure.Functions.Worker;

public abstract class FunctionContext
{
    protected FunctionContext()
    {
    }

    public abstract BindingContext BindingContext { get; }

    public virtual CancellationToken CancellationToken { get; }

    public abstract IInvocationFeatures Features { get; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    public abstract string FunctionId { get; }

    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract string InvocationId { get; }

    public abstract IDictionary<object, object> Items { get; set; }

    public abstract RetryContext RetryContext { get; }

    public abstract TraceContext TraceContext { get; }
}

public abstract class BindingContext
{
    protected BindingContext()
    {
    }

    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

public abstract class RetryContext
{
    protected RetryContext()
    {
    }

    public abstract int MaxRetryCount { get; }

    public abstract int RetryCount { get; }
}

public abstract class TraceContext
{
    protected TraceContext()
    {
    }

    public abstract string TraceParent { get; }

    public abstract string TraceState { get; }
}

public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    T? Get<T>();

    void Set<T>(T instance);
}
