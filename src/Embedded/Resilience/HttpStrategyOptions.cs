using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

public class HttpTimeoutStrategyOptions : TimeoutStrategyOptions
{
}

public class HttpCircuitBreakerStrategyOptions : CircuitBreakerStrategyOptions<HttpResponseMessage>
{
    public HttpCircuitBreakerStrategyOptions() =>
        ShouldHandle = arguments => new ValueTask<bool>(
            HttpClientResiliencePredicates.IsTransient(arguments.Outcome, arguments.Context.CancellationToken));
}
