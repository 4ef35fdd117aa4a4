using System.ComponentModel.DataAnnotations;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>
/// Total timeout (30 s), retry (3), circuit breaker and attempt timeout (10 s), from the outside in. The real handler also has a
/// rate limiter (1,000 at once) as its outermost strategy.
/// </summary>
public class HttpStandardResilienceOptions
{
    [Required]
    public HttpTimeoutStrategyOptions TotalRequestTimeout { get; set; } = new() { Name = "Standard-TotalRequestTimeout" };

    [Required]
    public HttpRetryStrategyOptions Retry { get; set; } = new() { Name = "Standard-Retry" };

    [Required]
    public HttpCircuitBreakerStrategyOptions CircuitBreaker { get; set; } = new() { Name = "Standard-CircuitBreaker" };

    [Required]
    public HttpTimeoutStrategyOptions AttemptTimeout { get; set; } =
        new() { Timeout = TimeSpan.FromSeconds(10), Name = "Standard-AttemptTimeout" };
}
