using Polly;
using VideoPipeline.Embedded.Resilience;

namespace System.Net.Http;

public static class HttpResilienceHttpRequestMessageExtensions
{
    public static ResilienceContext? GetResilienceContext(this HttpRequestMessage requestMessage)
    {
        ArgumentNullException.ThrowIfNull(requestMessage);
        return requestMessage.Options.TryGetValue(ResilienceKeys.Context, out var context) ? context : null;
    }

    public static void SetResilienceContext(this HttpRequestMessage requestMessage, ResilienceContext? resilienceContext)
    {
        ArgumentNullException.ThrowIfNull(requestMessage);
        requestMessage.Options.Set(ResilienceKeys.Context, resilienceContext);
    }
}
