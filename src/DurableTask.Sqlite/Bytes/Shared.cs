using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>The parts that several events have in common.</summary>
internal static class Shared
{
    public static void Write(this ByteWriter to, OrchestrationInstance? instance)
    {
        to.Bool(instance is not null);
        if (instance is not null)
        {
            to.Text(instance.InstanceId);
            to.Text(instance.ExecutionId);
        }
    }

    public static OrchestrationInstance? ReadInstance(this ref ByteReader from) =>
        from.Bool() ? new OrchestrationInstance { InstanceId = from.Text(), ExecutionId = from.Text() } : null;

    public static void Write(this ByteWriter to, ParentInstance? parent)
    {
        to.Bool(parent is not null);
        if (parent is not null)
        {
            to.Text(parent.Name);
            to.Text(parent.Version);
            to.Int(parent.TaskScheduleId);
            to.Write(parent.OrchestrationInstance);
        }
    }

    public static ParentInstance? ReadParent(this ref ByteReader from) => !from.Bool() ? null : new ParentInstance
    {
        Name = from.Text(),
        Version = from.Text(),
        TaskScheduleId = from.Int(),
        OrchestrationInstance = from.ReadInstance(),
    };

    public static void Write(this ByteWriter to, DistributedTraceContext? trace)
    {
        to.Bool(trace is not null);
        if (trace is null)
        {
            return;
        }

        to.Text(trace.TraceParent);
        to.Text(trace.TraceState);
        to.Text(trace.Id);
        to.Text(trace.SpanId);
        to.Bool(trace.ActivityStartTime is not null);
        if (trace.ActivityStartTime is { } started)
        {
            to.Long(started.UtcTicks);
        }
    }

    public static DistributedTraceContext? ReadTrace(this ref ByteReader from)
    {
        if (!from.Bool())
        {
            return null;
        }

        var trace = new DistributedTraceContext(from.Text()!, from.Text()) { Id = from.Text(), SpanId = from.Text() };
        if (from.Bool())
        {
            trace.ActivityStartTime = new DateTimeOffset(from.Long(), TimeSpan.Zero);
        }

        return trace;
    }

    public static void Write(this ByteWriter to, FailureDetails? failure)
    {
        to.Bool(failure is not null);
        if (failure is null)
        {
            return;
        }

        to.Text(failure.ErrorType);
        to.Text(failure.ErrorMessage);
        to.Text(failure.StackTrace);
        to.Bool(failure.IsNonRetriable);
        to.Text(FailureProperties.Write(failure.Properties));
        to.Write(failure.InnerFailure);
    }

    public static FailureDetails? ReadFailure(this ref ByteReader from)
    {
        if (!from.Bool())
        {
            return null;
        }

        var type = from.Text();
        var message = from.Text();
        var stack = from.Text();
        var final = from.Bool();
        var properties = FailureProperties.Read(from.Text());
        return new FailureDetails(type!, message!, stack, from.ReadFailure(), final, properties);
    }
}
