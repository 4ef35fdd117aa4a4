using System.Diagnostics;
using VideoPipeline.Telemetry;
using Xunit;

namespace VideoPipeline.Tests.Telemetry;

public sealed class JobTraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Stored = $"00-{TraceId}-00f067aa0ba902b7-01";

    [Fact]
    public void Step_goes_on_in_the_stored_trace_although_nobody_listens()
    {
        using var step = JobTrace.Begin("Step", Stored);

        Assert.Equal(TraceId, step!.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", step.ParentSpanId.ToHexString());
        Assert.True(step.Recorded);
        Assert.Equal(step.Id, JobTrace.Current);
    }

    [Fact]
    public void Step_leaves_another_trace_for_the_stored_one()
    {
        using var other = new Activity("other").SetIdFormat(ActivityIdFormat.W3C).Start();

        using (var step = JobTrace.Begin("Step", Stored))
        {
            Assert.Equal(TraceId, step!.TraceId.ToHexString());
        }

        Assert.Same(other, Activity.Current);
    }

    [Fact]
    public void Step_stays_under_a_span_of_the_same_trace()
    {
        using var platform = new Activity("platform").SetParentId(Stored).Start();

        using var step = JobTrace.Begin("Step", Stored);

        Assert.True(step is null || step.ParentSpanId == platform.SpanId);
        Assert.Equal(TraceId, Activity.Current!.TraceId.ToHexString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a context")]
    public void Step_without_a_stored_trace_begins_one(string? stored)
    {
        Activity.Current = null;

        using var step = JobTrace.Begin("Step", stored);

        Assert.NotNull(JobTrace.Current);
    }

    [Fact]
    public void There_is_no_context_outside_of_any_step()
    {
        Activity.Current = null;

        Assert.Null(JobTrace.Current);
    }
}
