using System.Diagnostics;
using OpenTelemetry;

namespace VideoPipeline.Functions.Telemetry;

/// <summary>
/// Keeps out of a trace what would say a thing twice: the HTTP call below a storage call, and the worker's own talk with its host. An
/// answer that the protocol of the pipeline expects of storage is no error.
/// </summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    private const string HostCalls = "/TaskHubSidecarService/";

    // Not there yet, there already, or changed meanwhile: conditional reads and writes are how the pipeline decides.
    private static readonly HashSet<string> s_expected =
        ["BlobNotFound", "ContainerNotFound", "BlobAlreadyExists", "ContainerAlreadyExists", "ConditionNotMet", "404", "409", "412"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == "System.Net.Http" && (IsAzure(data.Parent) || Calls(data, HostCalls)))
        {
            Leave(data);
        }
        else if (data.Status == ActivityStatusCode.Error && IsAzure(data)
            && data.GetTagItem("error.type") is string reason && s_expected.Contains(reason))
        {
            data.SetStatus(ActivityStatusCode.Unset);
        }
    }

    /// <summary>Takes a span out of what is exported.</summary>
    public static void Leave(Activity span) => span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;

    private static bool IsAzure(Activity? span) => span?.Source.Name.StartsWith("Azure.", StringComparison.Ordinal) == true;

    private static bool Calls(Activity span, string path) =>
        span.GetTagItem("url.full") is string url && url.Contains(path, StringComparison.Ordinal);
}
