using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>The waits that a retry attribute asks for.</summary>
internal static class FunctionRetry
{
    /// <summary>Null when no retry is left; attempts count from zero, a maximum of -1 is without end.</summary>
    public static TimeSpan? DelayAfter(RetryAttribute? retry, int attempt)
    {
        if (retry is null || (retry.MaxRetryCount >= 0 && attempt >= retry.MaxRetryCount))
        {
            return null;
        }

        return retry switch
        {
            FixedDelayRetryAttribute @fixed => Parse(@fixed.DelayInterval),
            ExponentialBackoffRetryAttribute exponential => Backoff(exponential, attempt),
            _ => null,
        };
    }

    private static TimeSpan Backoff(ExponentialBackoffRetryAttribute retry, int attempt)
    {
        var (minimum, maximum) = (Parse(retry.MinimumInterval), Parse(retry.MaximumInterval));
        var grown = minimum * Math.Pow(2, Math.Min(attempt, 30));
        return grown < maximum ? grown : maximum;
    }

    private static TimeSpan Parse(string interval) => TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
}
