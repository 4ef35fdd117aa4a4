using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Embedded.Functions;

/// <summary>One run of one function; what middleware and functions see as their FunctionContext.</summary>
internal sealed class Invocation(
    FunctionDescriptor function, IServiceProvider services, object payload, CancellationToken cancellationToken) : FunctionContext
{
    public FunctionDescriptor Function => function;

    /// <summary>What the trigger delivered, in the trigger's own type.</summary>
    public object Payload => payload;

    public object? Result { get; set; }

    /// <summary>Set by triggers whose binding data is worth a dictionary; built when somebody asks.</summary>
    public Func<IReadOnlyDictionary<string, object?>>? BindingDataFactory { get; init; }

    public int RetryCount { get; init; }

    public override CancellationToken CancellationToken => cancellationToken;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override string FunctionId => function.Definition.Id;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override string InvocationId => field ??= Guid.CreateVersion7().ToString();

    public override IDictionary<object, object> Items
    {
        get => field ??= new Dictionary<object, object>();
        set;
    }

    public override IInvocationFeatures Features => field ??= new InvocationFeatures();

    public override BindingContext BindingContext => field ??= new TriggerBindingContext(BindingDataFactory);

    public override RetryContext RetryContext => field ??= new AttributeRetryContext(RetryCount, function.Retry?.MaxRetryCount ?? 0);

    public override TraceContext TraceContext => field ??= new ActivityTraceContext(Activity.Current);

    private sealed class TriggerBindingContext(Func<IReadOnlyDictionary<string, object?>>? factory) : BindingContext
    {
        private static readonly Dictionary<string, object?> Nothing = [];

        public override IReadOnlyDictionary<string, object?> BindingData => field ??= factory?.Invoke() ?? Nothing;
    }

    private sealed class AttributeRetryContext(int retryCount, int maxRetryCount) : RetryContext
    {
        public override int MaxRetryCount => maxRetryCount;

        public override int RetryCount => retryCount;
    }

    private sealed class ActivityTraceContext(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? "";

        public override string TraceState { get; } = activity?.TraceStateString ?? "";
    }
}
