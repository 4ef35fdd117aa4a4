using Polly;

namespace VideoPipeline.Embedded.Resilience;

/// <summary>The wait that a response asks for.</summary>
internal static class RetryAfter
{
    /// <summary>Null leaves the delay to the strategy; a date in the past means now.</summary>
    public static TimeSpan? Delay(HttpResponseMessage? response, ResilienceContext context)
    {
        if (response?.Headers.RetryAfter is not { } header)
        {
            return null;
        }

        if (header.Delta is { } delta)
        {
            return delta;
        }

        var now = context.Properties.GetValue(ResilienceKeys.Clock, TimeProvider.System).GetUtcNow();
        return header.Date is { } date ? date > now ? date - now : TimeSpan.Zero : null;
    }
}
