using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Embedded.Resilience;

/// <summary>The rules between the standard strategies, as the real package has them.</summary>
internal sealed class StandardOptionsValidator : IValidateOptions<HttpStandardResilienceOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpStandardResilienceOptions options)
    {
        var failures = new List<string>();
        if (options.AttemptTimeout.Timeout > options.TotalRequestTimeout.Timeout)
        {
            failures.Add($"{name}: the attempt timeout must not be longer than the total request timeout.");
        }

        if (options.CircuitBreaker.SamplingDuration < options.AttemptTimeout.Timeout * 2)
        {
            failures.Add($"{name}: the circuit breaker's sampling duration must be at least twice the attempt timeout.");
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}
