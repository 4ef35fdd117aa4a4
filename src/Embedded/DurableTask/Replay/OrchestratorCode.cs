using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>One run of an orchestrator's code, from its input to whatever it returns or throws.</summary>
internal sealed partial class OrchestratorCode(
    ITaskOrchestrator orchestrator, ExecutionIdentity identity, ExecutionServices services, OrchestratorThread thread)
{
    private Task<string?>? _run;

    public bool IsStarted => _run is not null;

    public bool IsCompleted => _run is { IsCompleted: true };

    public object? Input { get; private set; }

    /// <summary>What an instance comes to when something failed that is not its code: details, but no output.</summary>
    public static Ending.Failed FailedOutside(Exception failure) => new(null, TaskFailureDetails.FromException(failure));

    public void Start(TaskOrchestrationContext context) => _run = RunAsync(context);

    /// <summary>Call when the code has completed.</summary>
    public Ending End()
    {
        if (_run!.IsFaulted)
        {
            var failure = _run.Exception.InnerException!;
            return failure is CodeFailure { InnerException: { } cause } ? Failed(cause) : FailedOutside(failure);
        }

        // A cancelled task has no result to give; asking for it throws the AggregateException that callers then see.
        return new Ending.Completed(_run.Result);
    }

    private static Ending.Failed Failed(Exception failure)
    {
        // A failure without details (a terminated child) breaks the real library while it reports the failure.
#pragma warning disable CA2201 // It is the very type that callers see there.
        var reported = failure is TaskFailedException { FailureDetails: null } ? new NullReferenceException() : failure;
#pragma warning restore CA2201
        return new Ending.Failed(reported.Message, TaskFailureDetails.FromException(reported));
    }

    private async Task<string?> RunAsync(TaskOrchestrationContext context)
    {
        // Under the Functions host the input has no declared type: GetInput reads it as whatever it is asked for.
        Input = services.FunctionsHost && orchestrator.InputType == typeof(object)
            ? null
            : services.Converter.Deserialize(identity.Input, orchestrator.InputType);
        try
        {
            var output = await orchestrator.RunAsync(context, Input);
            await StayWhenAstrayAsync(null);
            return services.Converter.Serialize(output);
        }
        catch (Exception failure)
        {
            await StayWhenAstrayAsync(failure);
            if (failure is OperationCanceledException)
            {
                throw;
            }

            throw new CodeFailure(failure);
        }
    }

    /// <summary>Code that has left its thread by a non-durable await has no end: a replay would not get there either.</summary>
    private Task StayWhenAstrayAsync(Exception? failure)
    {
        if (thread.IsCurrent)
        {
            return Task.CompletedTask;
        }

        LogAstray(services.Logger, identity.Name, identity.InstanceId, failure);
        return new TaskCompletionSource().Task;
    }

    [LoggerMessage(3121, LogLevel.Error, "The orchestrator function completed on a non-orchestrator thread! {Orchestrator} {InstanceId}")]
    private static partial void LogAstray(ILogger logger, string orchestrator, string instanceId, Exception? failure);

    /// <summary>Tells what the orchestrator's code threw from what was thrown around it.</summary>
    private sealed class CodeFailure(Exception failure) : Exception(failure.Message, failure);
}
