using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Telemetry;

/// <summary>
/// Runs every activity of a job in the trace that the job came in by, so that a provider gets its W3C context and logs its trace id.
/// Orchestrators are left alone: they replay.
/// </summary>
public sealed partial class JobTracing(JobDocuments jobs, ILogger<JobTracing> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "orchestrationTrigger"))
        {
            // One for every replay; the host's span of the orchestration says it once.
            if (Activity.Current is { } replay)
            {
                SpanFilter.Leave(replay);
            }

            await next(context);
            return;
        }

        if (JobOf(context) is not { } job)
        {
            using var carried = Carry(context);
            await next(context);
            return;
        }

        var traceParent = await TraceParentAsync(job, context.CancellationToken);
        var invocation = Activity.Current;
        using var step = JobTrace.Begin(context.FunctionDefinition.Name, traceParent);
        step?.SetTag(JobTrace.JobTag, job);
        if (step is not null && invocation is not null && step.TraceId != invocation.TraceId)
        {
            // The step stands in the job's trace; the invocation would be a trace of its own beside it.
            SpanFilter.Leave(invocation);
        }

        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            // The type alone: messages may quote addresses.
            step?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }

    /// <summary>
    /// The context that the host sent along, where nobody records spans: the worker makes an activity of it for listeners only. Null where
    /// there is one.
    /// </summary>
    private static Activity? Carry(FunctionContext context) =>
        Activity.Current is null
        && ActivityContext.TryParse(context.TraceContext.TraceParent, context.TraceContext.TraceState, isRemote: true, out var parent)
            ? new Activity(context.FunctionDefinition.Name).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start()
            : null;

    // The request is read by the first step anyway, and kept; a trace is never worth a failed step.
    private async Task<string?> TraceParentAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return (await jobs.RequestAsync(job, cancellationToken))?.TraceParent;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Untraced(job, e.GetType().Name);
            return null;
        }
    }

    /// <summary>Null for what is no activity of a job. A follow-up and a webhook have the job's id in front.</summary>
    private static string? JobOf(FunctionContext context)
    {
        if (context.FunctionDefinition.InputBindings.Values.All(binding => binding.Type != "activityTrigger")
            || !context.BindingContext.BindingData.TryGetValue("instanceId", out var value)
            || value?.ToString()?.Trim('"') is not { } instance)
        {
            return null;
        }

        foreach (var mark in (string[])["-followup-", "-webhook-"])
        {
            var end = instance.IndexOf(mark, StringComparison.Ordinal);
            instance = end < 0 ? instance : instance[..end];
        }

        return instance.StartsWith("vid_", StringComparison.Ordinal) || BatchIds.ItemOf(instance) is not null ? instance : null;
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "A step of {JobId} runs without its trace: {Reason}")]
    private partial void Untraced(string jobId, string reason);
}
