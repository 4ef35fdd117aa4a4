using System.Diagnostics;

namespace VideoPipeline.Telemetry;

/// <summary>
/// One trace from trigger to ledger: the door writes its W3C context into the job's request, and each step of the job goes on from
/// there, whichever process runs it. There is always a context to pass on, also while nobody records spans.
/// </summary>
public static class JobTrace
{
    public const string JobTag = "videopipeline.job";

    /// <summary>The <c>traceparent</c> to write down; null when there is none.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Begins a step: in the trace of <paramref name="traceParent"/>, or else in the one that is under way.</summary>
    /// <param name="traceParent">From the job's request, or from a message.</param>
    /// <param name="link">Another trace that led here.</param>
    public static Activity? Begin(string step, string? traceParent = null, string? link = null)
    {
        var current = Activity.Current;
        if (!ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent))
        {
            return PipelineTelemetry.Source.StartActivity(step, ActivityKind.Internal, default(ActivityContext), links: Links(Parse(link)))
                ?? (current is null ? new Activity(step).SetIdFormat(ActivityIdFormat.W3C).Start() : null);
        }

        // Where the platform carries the trace by itself, its own span is the nearer parent.
        if (current?.TraceId == parent.TraceId)
        {
            return PipelineTelemetry.Source.StartActivity(step);
        }

        return PipelineTelemetry.Source.StartActivity(step, ActivityKind.Internal, parent, links: Links(current?.Context))
            ?? new Activity(step).SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
    }

    private static ActivityContext? Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? context : null;

    private static ActivityLink[] Links(ActivityContext? context) => context is { } other ? [new ActivityLink(other)] : [];
}
