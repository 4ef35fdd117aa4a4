using Polly;

namespace VideoPipeline.Embedded.Resilience;

internal static class ResilienceKeys
{
    public static readonly ResiliencePropertyKey<TimeProvider> Clock = new("VideoPipeline.Embedded.Clock");

    /// <summary>The name under which the real handler keeps the request.</summary>
    public static readonly ResiliencePropertyKey<HttpRequestMessage> RequestMessage = new("Resilience.Http.RequestMessage");

    public static readonly HttpRequestOptionsKey<ResilienceContext?> Context = new("Resilience.Http.ResilienceContext");
}
