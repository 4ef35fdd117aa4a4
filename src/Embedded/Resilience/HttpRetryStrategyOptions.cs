using Polly;
using Polly.Retry;
using VideoPipeline.Embedded.Resilience;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Three retries of transient failures, exponential with jitter from two seconds on, or as long as Retry-After says.</summary>
public class HttpRetryStrategyOptions : RetryStrategyOptions<HttpResponseMessage>
{
    public HttpRetryStrategyOptions()
    {
        ShouldHandle = arguments => new ValueTask<bool>(
            HttpClientResiliencePredicates.IsTransient(arguments.Outcome, arguments.Context.CancellationToken));
        BackoffType = DelayBackoffType.Exponential;
        UseJitter = true;
        ShouldRetryAfterHeader = true;
    }

    public bool ShouldRetryAfterHeader
    {
        get;
        set
        {
            field = value;
            DelayGenerator = value
                ? static arguments => new ValueTask<TimeSpan?>(RetryAfter.Delay(arguments.Outcome.Result, arguments.Context))
                : null;
        }
    }
}
