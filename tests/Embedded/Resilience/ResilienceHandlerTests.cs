using System.Net;
using System.Net.Http.Headers;
using Embedded.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Xunit;

namespace Embedded.Tests.Resilience;

public sealed class ResilienceHandlerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly ManualTime time = new(Start);

    [Fact]
    public async Task Transient_answers_are_retried_until_one_succeeds()
    {
        var stub = new StubHandler(
            StubHandler.Status(HttpStatusCode.ServiceUnavailable),
            StubHandler.Fail(new HttpRequestException("refused")),
            StubHandler.Status(HttpStatusCode.TooManyRequests),
            StubHandler.Status(HttpStatusCode.OK));
        var client = Client(stub, pipeline => pipeline.AddRetry(Immediately()));

        var response = await client.GetAsync("http://test/");

        Assert.Equal((HttpStatusCode.OK, 4), (response.StatusCode, stub.Attempts));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    public async Task Other_answers_are_final(HttpStatusCode status)
    {
        var stub = new StubHandler(StubHandler.Status(status));

        var response = await Client(stub, pipeline => pipeline.AddRetry(Immediately())).GetAsync("http://test/");

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Last_failure_reaches_the_caller()
    {
        var refused = StubHandler.Fail(new HttpRequestException("refused"));
        var client = Client(new StubHandler(refused, refused, refused, refused), pipeline => pipeline.AddRetry(Immediately()));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://test/"));

        Assert.Equal("refused", failure.Message);
    }

    [Fact]
    public async Task Retry_after_in_seconds_decides_the_wait()
    {
        var stub = new StubHandler(
            StubHandler.Status(HttpStatusCode.TooManyRequests, answer => answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(90))),
            StubHandler.Status(HttpStatusCode.OK));

        await AssertWaitsAsync(stub, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Retry_after_as_a_date_decides_the_wait()
    {
        var stub = new StubHandler(
            StubHandler.Status(HttpStatusCode.ServiceUnavailable, answer =>
                answer.Headers.RetryAfter = new RetryConditionHeaderValue(Start.AddMinutes(2))),
            StubHandler.Status(HttpStatusCode.OK));

        await AssertWaitsAsync(stub, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Retry_after_is_ignored_when_it_is_switched_off()
    {
        var stub = new StubHandler(
            StubHandler.Status(HttpStatusCode.TooManyRequests, answer => answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(90))),
            StubHandler.Status(HttpStatusCode.OK));
        var options = Immediately();
        options.ShouldRetryAfterHeader = false;

        Assert.Equal(HttpStatusCode.OK, (await Client(stub, pipeline => pipeline.AddRetry(options)).GetAsync("http://test/")).StatusCode);
    }

    [Fact]
    public async Task Attempt_that_takes_too_long_is_a_transient_failure()
    {
        var stub = new StubHandler(StubHandler.HangAsync, StubHandler.Status(HttpStatusCode.OK));
        var client = Client(stub, pipeline => pipeline
            .AddRetry(Immediately())
            .AddTimeout(new HttpTimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(10) }));

        var request = client.GetAsync("http://test/");
        await time.WaitForTimerAsync(Start.AddSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.OK, (await request.WaitAsync(TimeSpan.FromSeconds(30))).StatusCode);
    }

    [Fact]
    public async Task Total_timeout_ends_in_a_rejection()
    {
        var client = Client(
            new StubHandler(StubHandler.HangAsync),
            pipeline => pipeline.AddTimeout(new HttpTimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(30) }));

        var request = client.GetAsync("http://test/");
        await time.WaitForTimerAsync(Start.AddSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => request.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_no_failure_to_retry()
    {
        using var cancellation = new CancellationTokenSource();
        var stub = new StubHandler(StubHandler.HangAsync);
        var request = Client(stub, pipeline => pipeline.AddRetry(Immediately())).GetAsync("http://test/", cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, stub.Attempts);
    }

    [Fact]
    public async Task Circuit_opens_for_one_authority_only_and_survives_new_handlers()
    {
        var failing = Enumerable.Repeat(StubHandler.Status(HttpStatusCode.InternalServerError), 2);
        var stub = new StubHandler([.. failing, StubHandler.Status(HttpStatusCode.OK)]);
        var services = Services(stub, pipeline => pipeline.AddCircuitBreaker(
            new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 2, FailureRatio = 0.5 }), byAuthority: true);
        var factory = services.GetRequiredService<IHttpMessageHandlerFactory>();

        await SendAsync(factory, "http://bad/");
        await SendAsync(factory, "http://bad/");

        await Assert.ThrowsAsync<BrokenCircuitException>(() => SendAsync(factory, "http://bad/"));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(factory, "http://good/")).StatusCode);
    }

    [Fact]
    public async Task Context_given_with_the_request_is_the_one_that_strategies_see()
    {
        var key = new ResiliencePropertyKey<string>("tenant");
        string? seen = null;
        var client = Client(
            new StubHandler(StubHandler.Status(HttpStatusCode.BadGateway), StubHandler.Status(HttpStatusCode.OK)),
            pipeline =>
            {
                var options = Immediately();
                options.OnRetry = arguments =>
                {
                    seen = arguments.Context.Properties.GetValue(key, "none");
                    return default;
                };
                pipeline.AddRetry(options);
            });
        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(key, "acme");
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://test/");
        request.SetResilienceContext(context);

        await client.SendAsync(request);

        Assert.Equal("acme", seen);
        Assert.Same(context, request.GetResilienceContext());
    }

    [Fact]
    public async Task Handler_context_knows_its_names_and_options()
    {
        ResilienceHandlerContext? seen = null;
        var services = new ServiceCollection();
        services.Configure<HttpRetryStrategyOptions>("mine", options => options.MaxRetryAttempts = 7);
        services.AddHttpClient("provider")
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(StubHandler.Status(HttpStatusCode.OK)))
            .AddResilienceHandler("submit", (_, context) => seen = context);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IHttpClientFactory>().CreateClient("provider").GetAsync("http://test/");

        Assert.Equal("provider-submit", seen?.BuilderName);
        Assert.Equal(7, seen?.GetOptions<HttpRetryStrategyOptions>("mine").MaxRetryAttempts);
    }

    [Fact]
    public async Task Standard_handler_retries_and_leaves_timeouts_to_its_strategies()
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        services.AddHttpClient("standard")
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(
                StubHandler.Status(HttpStatusCode.BadGateway), StubHandler.Status(HttpStatusCode.OK)))
            .AddStandardResilienceHandler(options => options.Retry.Delay = TimeSpan.Zero);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("standard");

        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("http://test/")).StatusCode);
    }

    [Fact]
    public async Task Standard_options_that_contradict_each_other_are_refused()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("standard").AddStandardResilienceHandler(options => options.AttemptTimeout.Timeout = TimeSpan.FromMinutes(1));
        await using var provider = services.BuildServiceProvider();
        var client = () => provider.GetRequiredService<IHttpClientFactory>().CreateClient("standard");

        var failure = Assert.Throws<OptionsValidationException>(client);

        Assert.Equal(2, failure.Failures.Count());
    }

    private static HttpRetryStrategyOptions Immediately() => new() { Delay = TimeSpan.Zero, UseJitter = false };

    private static async Task<HttpResponseMessage> SendAsync(IHttpMessageHandlerFactory factory, string url)
    {
        using var client = new HttpClient(factory.CreateHandler("test"), disposeHandler: false);
        return await client.GetAsync(url);
    }

    private async Task AssertWaitsAsync(StubHandler stub, TimeSpan wait)
    {
        var request = Client(stub, pipeline => pipeline.AddRetry(Immediately())).GetAsync("http://test/");

        await time.WaitForTimerAsync(Start + wait);
        time.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.Equal(1, stub.Attempts);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, (await request.WaitAsync(TimeSpan.FromSeconds(30))).StatusCode);
    }

    private HttpClient Client(StubHandler stub, Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure) =>
        Services(stub, configure, byAuthority: false).GetRequiredService<IHttpClientFactory>().CreateClient("test");

    private ServiceProvider Services(
        StubHandler stub, Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure, bool byAuthority)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        var handler = services.AddHttpClient("test").ConfigurePrimaryHttpMessageHandler(() => stub).AddResilienceHandler("own", configure);
        if (byAuthority)
        {
            handler.SelectPipelineByAuthority();
        }

        return services.BuildServiceProvider();
    }
}
