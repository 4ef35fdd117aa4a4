using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>What orchestrators are given.</summary>
internal sealed class EngineOrchestrationContext(OrchestrationExecution execution, ExecutionServices services)
    : TaskOrchestrationContext
{
    internal const string IllegalAwait =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator"
        + " function's implementation or by middleware that invokes asynchronous code.";

    private readonly TaskName _name = new(execution.Identity.Name);
    private int _guids;

    public override DateTime CurrentUtcDateTime => execution.CurrentUtcDateTime;

    public override string InstanceId => execution.Identity.InstanceId;

    public override bool IsReplaying => execution.IsReplaying;

    public override TaskName Name => _name;

    public override ParentOrchestrationInstance? Parent => execution.Identity.Parent;

    public override string Version => execution.Identity.Version;

    /// <summary>True once the code has used the context in a way that the Functions host watches.</summary>
    internal bool IsAccessed { get; private set; }

    protected override ILoggerFactory LoggerFactory => services.LoggerFactory;

    public override T? GetInput<T>()
        where T : default
    {
        Guard();
        return services.FunctionsHost
            ? services.Converter.Deserialize<T>(execution.Identity.Input)
            : (T?)execution.Input;
    }

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                "TaskOptions were given as the activity's input, and no options. Were they meant to be the options?", nameof(input));
        }

        await Guarded();
        var version = (options?.Version ?? Version).Version;
        var data = services.Converter.Serialize(input) ?? "null";
        async Task<TResult> Call() => Read<TResult>(await execution.CallActivity(name.Name, version, data));
        try
        {
            return await WithRetries(options, Call);
        }
        catch (TaskFailure failure)
        {
            throw new TaskFailedException(
                name, failure.TaskId, new global::DurableTask.Core.Exceptions.TaskFailedException(failure.Message, failure.Details));
        }
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        await Guarded();

        // Once for all attempts, so that retries run under one id.
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        if (instanceId.StartsWith('@') && services.FunctionsHost)
        {
            throw new ArgumentException("Instance ids that start with '@' are reserved for entities.", nameof(options));
        }

        var version = options?.Version?.Version ?? services.DefaultVersion;
        var data = services.Converter.Serialize(input);
        var tags = options?.Tags?.ToDictionary();
        async Task<TResult> Call() =>
            Read<TResult>(await execution.CallChild(orchestratorName.Name, version, instanceId, data, tags));
        try
        {
            return await WithRetries(options, Call);
        }
        catch (TaskFailure failure)
        {
            throw new TaskFailedException(orchestratorName, failure.TaskId, failure.Details!);
        }
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        await Guarded();
        var due = fireAt.ToUniversalTime();
        while (due - CurrentUtcDateTime > services.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
        {
            await execution.CreateTimer(CurrentUtcDateTime.Add(services.MaximumTimerInterval), cancellationToken);
        }

        await execution.CreateTimer(due, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Guard();
        return execution.IsOnThread
            ? execution.Events.Wait<T>(eventName, cancellationToken)
            : new TaskCompletionSource<T>().Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        Guard();
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        if (execution.IsOnThread)
        {
            execution.SendEvent(instanceId, eventName, services.Converter.Serialize(payload));
        }
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Guard();
        if (execution.IsOnThread)
        {
            execution.CustomStatus = customStatus;
        }
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard();
        if (execution.IsOnThread)
        {
            execution.ContinueAsNew(options);
        }
    }

    public override Guid NewGuid()
    {
        Guard();
        return ReplayGuid.Create(InstanceId, CurrentUtcDateTime, _guids++);
    }

    private Task<T> WithRetries<T>(TaskOptions? options, Func<Task<T>> call) => options?.Retry switch
    {
        { Policy: { } policy } => Retries.ByPolicyAsync(execution, policy, call),
        { Handler: { } handler } => Retries.ByHandlerAsync(execution, this, handler, call),
        _ => call(),
    };

    private T Read<T>(string? data) => services.Converter.Deserialize<T>(data)!;

    /// <summary>The Functions host throws when the context is used off the orchestrator's thread.</summary>
    private void Guard()
    {
        if (!services.FunctionsHost)
        {
            return;
        }

        IsAccessed = true;
        if (!execution.IsOnThread)
        {
            throw new InvalidOperationException(IllegalAwait);
        }
    }

    /// <summary>Without the Functions host a call off the orchestrator's thread simply never comes back.</summary>
    private Task Guarded()
    {
        Guard();
        return execution.IsOnThread ? Task.CompletedTask : new TaskCompletionSource().Task;
    }
}
