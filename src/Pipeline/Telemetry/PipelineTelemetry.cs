using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VideoPipeline.Telemetry;

/// <summary>The one source of spans and the one meter, both named <c>VideoPipeline</c>.</summary>
public static class PipelineTelemetry
{
    public const string Name = "VideoPipeline";

    public static ActivitySource Source { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);
}
