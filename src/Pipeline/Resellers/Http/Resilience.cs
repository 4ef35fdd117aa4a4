using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace VideoPipeline.Resellers.Http;

/// <summary>
/// What happens within seconds when a provider fails; longer waits are durable timers. A look may be repeated at will, a submit
/// only when it is proved not to have left.
/// </summary>
internal static class Resilience
{
    /// <summary>A provider that asks for a longer wait gets it from a durable timer.</summary>
    private static readonly TimeSpan LongestWaitHere = TimeSpan.FromSeconds(5);

    public static void AddLookResilience(this IHttpClientBuilder client) => client.AddResilienceHandler("look", (pipeline, context) => pipeline
        .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(40) })
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = context.ServiceProvider.GetRequiredService<Chance>().NextDouble,
            ShouldRetryAfterHeader = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                HttpClientResiliencePredicates.IsTransient(arguments.Outcome) && WaitIsShort(arguments.Outcome.Result)),
        })
        .AddCircuitBreaker(Circuit())
        .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(10) }));

    public static void AddSubmitResilience(this IHttpClientBuilder client, string provider) => client.AddResilienceHandler("submit", (pipeline, context) =>
    {
        var options = context.ServiceProvider.GetRequiredService<IOptionsMonitor<ProviderOptions>>().Get(provider);
        pipeline
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = options.SubmitTimeout })
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = context.ServiceProvider.GetRequiredService<Chance>().NextDouble,
                ShouldRetryAfterHeader = false,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception && TransportErrors.ProvesNotSent(exception)),
            })
            .AddCircuitBreaker(Circuit());
    });

    /// <summary>Opens when half of at least twenty calls within half a minute fail. A 429 is an answer, not a failure.</summary>
    private static HttpCircuitBreakerStrategyOptions Circuit() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 20,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDuration = TimeSpan.FromSeconds(10),
        ShouldHandle = arguments => ValueTask.FromResult(
            HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
            && arguments.Outcome.Result?.StatusCode is not HttpStatusCode.TooManyRequests),
    };

    private static bool WaitIsShort(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        null => true,
        { Delta: { } delta } => delta <= LongestWaitHere,
        _ => false,
    };
}
