using System.Net;
using System.Net.Http.Headers;
using VideoPipeline.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>What is repeated within seconds, and what never is.</summary>
public sealed class ResilienceTests
{
    private const string Running = """{"status":"running"}""";

    private static readonly string Look = ProviderClientTests.Get(ProviderNames.TokenHub);
    private static readonly string Submit = ProviderClientTests.Post(ProviderNames.TokenHub);

    public static TheoryData<string> Transients() => ["500", "502", "503", "408", "429", "reset", "connect"];

    [Theory]
    [MemberData(nameof(Transients))]
    public async Task Look_is_repeated_after_a_passing_failure(string failure)
    {
        var network = new StubHandler()
            .On(Look, () => Failing(failure)).On(Look, () => Failing(failure)).On(Look, () => Failing(failure))
            .On(Look, HttpStatusCode.OK, Running);
        using var host = new ProviderHost(network, SkippingTime.Waits);

        Assert.IsType<LookAnswer.Seen>(await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default));
        Assert.Equal(4, network.Calls.Count);
        Assert.All(network.Calls, call => Assert.NotNull(call.Request.Headers.Authorization));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task Look_is_not_repeated_after_an_answer(int status)
    {
        var network = new StubHandler().On(Look, (HttpStatusCode)status);
        using var host = new ProviderHost(network, SkippingTime.Waits);

        await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default);

        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task Look_gives_up_after_three_repeats_and_says_why()
    {
        var network = new StubHandler();
        for (var i = 0; i < 4; i++)
        {
            network.On(Look, HttpStatusCode.BadGateway);
        }

        using var host = new ProviderHost(network, SkippingTime.Waits);

        var answer = Assert.IsType<LookAnswer.Unreachable>(await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default));

        Assert.Equal("provider_error", answer.Failure.Code);
        Assert.Equal(4, network.Calls.Count);
    }

    [Fact]
    public async Task Look_leaves_a_long_wait_to_a_durable_timer()
    {
        var network = new StubHandler().On(
            Look, HttpStatusCode.TooManyRequests, "{}", r => r.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(1)));
        using var host = new ProviderHost(network, SkippingTime.Waits);

        var answer = Assert.IsType<LookAnswer.Unreachable>(await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default));

        Assert.Equal(TimeSpan.FromMinutes(1), answer.Failure.RetryAfter);
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task Look_waits_here_when_the_wait_is_short()
    {
        var network = new StubHandler()
            .On(Look, HttpStatusCode.TooManyRequests, "{}", r => r.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)))
            .On(Look, HttpStatusCode.OK, Running);
        using var host = new ProviderHost(network, SkippingTime.Waits);

        Assert.IsType<LookAnswer.Seen>(await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default));
    }

    [Fact]
    public async Task Look_that_hangs_is_repeated_after_ten_seconds()
    {
        var first = true;
        using var network = new HangingHandler(() =>
        {
            var hang = first;
            first = false;
            return hang ? null : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Running) };
        });
        using var host = new ProviderHost(network, new SkippingTime(due => due <= TimeSpan.FromSeconds(10)));

        Assert.IsType<LookAnswer.Seen>(
            await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Submit_is_repeated_when_it_is_proved_not_to_have_left()
    {
        var network = new StubHandler()
            .On(Submit, () => Failing("connect")).On(Submit, () => Failing("dns")).On(Submit, HttpStatusCode.OK, """{"id":"t-1"}""");
        using var host = new ProviderHost(network, SkippingTime.Waits);

        Assert.IsType<SubmitAnswer.Accepted>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
        Assert.Single(network.Calls.Select(c => c.Body).Distinct());
    }

    [Fact]
    public async Task Submit_that_never_leaves_is_not_sent()
    {
        var network = new StubHandler();
        for (var i = 0; i < 3; i++)
        {
            network.On(Submit, () => Failing("connect"));
        }

        using var host = new ProviderHost(network, SkippingTime.Waits);

        var answer = Assert.IsType<SubmitAnswer.NotSent>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));

        Assert.Equal(("connection_failed", Acceptance.NotAccepted), (answer.Failure.Code, answer.Failure.Acceptance));
        Assert.True(network.Done);
    }

    [Theory]
    [MemberData(nameof(Transients))]
    public async Task Submit_is_sent_once_when_it_may_have_left(string failure)
    {
        var network = new StubHandler().On(Submit, () => Failing(failure)).On(Submit, HttpStatusCode.OK, """{"id":"t-1"}""");
        using var host = new ProviderHost(network, SkippingTime.Waits);

        await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default);

        Assert.Equal(failure == "connect" ? 2 : 1, network.Calls.Count);
    }

    [Fact]
    public async Task Submit_without_an_answer_in_time_is_ambiguous()
    {
        using var network = new HangingHandler(() => null);
        using var host = new ProviderHost(
            network, new SkippingTime(due => due == TimeSpan.FromSeconds(7)), ("Submissions:PostTimeout", "00:00:07"));

        var answer = await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("timeout", Assert.IsType<SubmitAnswer.Ambiguous>(answer).Failure.Code);
    }

    [Fact]
    public async Task Open_circuit_sends_nothing_and_spares_the_others()
    {
        var network = new StubHandler();
        for (var i = 0; i < 20; i++)
        {
            network.On(Submit, HttpStatusCode.InternalServerError);
        }

        network.On(ProviderClientTests.Post(ProviderNames.TokenLab), HttpStatusCode.OK, """{"id":"t-2"}""");
        using var host = new ProviderHost(network, SkippingTime.Waits);
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<SubmitAnswer.Ambiguous>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
        }

        var answer = await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default);

        Assert.Equal("circuit_open", Assert.IsType<SubmitAnswer.NotSent>(answer).Failure.Code);
        Assert.Equal(20, network.Calls.Count);
        Assert.IsType<SubmitAnswer.Accepted>(await host[ProviderNames.TokenLab].SubmitAsync(new(Given.Text()), default));
    }

    [Fact]
    public async Task Throttling_does_not_open_the_circuit()
    {
        var network = new StubHandler();
        for (var i = 0; i < 40; i++)
        {
            network.On(Submit, HttpStatusCode.TooManyRequests);
        }

        using var host = new ProviderHost(network, SkippingTime.Waits);
        for (var i = 0; i < 40; i++)
        {
            Assert.IsType<SubmitAnswer.Throttled>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
        }
    }

    private static HttpResponseMessage Failing(string failure) => failure switch
    {
        "reset" => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"),
        "connect" => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
        "dns" => throw new HttpRequestException(HttpRequestError.NameResolutionError, "unknown host"),
        _ => new HttpResponseMessage((HttpStatusCode)int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture)),
    };

    /// <summary>Answers what the test says, or not until the caller gives up.</summary>
    private sealed class HangingHandler(Func<HttpResponseMessage?> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (answer() is { } response)
            {
                return response;
            }

            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("Nobody gave up.");
        }
    }
}
