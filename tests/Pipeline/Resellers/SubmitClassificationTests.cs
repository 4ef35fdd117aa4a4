using System.Net.Http;
using System.Net.Sockets;
using Polly.CircuitBreaker;
using Polly.Timeout;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Http;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>The classes of the submission protocol: what an answer proves about the order.</summary>
public sealed class SubmitClassificationTests
{
    public static TheoryData<string, int, string, string> Statuses()
    {
        var data = new TheoryData<string, int, string, string>();
        foreach (var provider in ProviderNames.All)
        {
            foreach (var (status, kind, code) in Table)
            {
                data.Add(provider, status, kind, code);
            }
        }

        return data;
    }

    private static readonly (int Status, string Kind, string Code)[] Table =
    [
        (200, "ambiguous", "unreadable_answer"),
        (201, "ambiguous", "unreadable_answer"),
        (204, "ambiguous", "unreadable_answer"),
        (301, "ambiguous", "unexpected_redirect"),
        (302, "ambiguous", "unexpected_redirect"),
        (307, "ambiguous", "unexpected_redirect"),
        (400, "rejected", "invalid_request"),
        (401, "rejected", "invalid_api_key"),
        (402, "rejected", "insufficient_balance"),
        (403, "rejected", "forbidden"),
        (404, "rejected", "not_found"),
        (405, "ambiguous", "unexpected_status"),
        (408, "ambiguous", "timeout"),
        (409, "ambiguous", "conflict"),
        (413, "ambiguous", "unexpected_status"),
        (418, "ambiguous", "unexpected_status"),
        (422, "rejected", "invalid_request"),
        (429, "throttled", "rate_limited"),
        (500, "ambiguous", "provider_error"),
        (502, "ambiguous", "provider_error"),
        (503, "ambiguous", "provider_error"),
        (504, "ambiguous", "provider_error"),
        (529, "ambiguous", "provider_error"),
    ];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Status_decides_the_class(string provider, int status, string kind, string code)
    {
        foreach (var body in (string?[])[null, "", "<html>oops</html>", "{}", "[1]", "null"])
        {
            var answer = Wire.Submit(provider, Wire.Http(status, body));

            Assert.Equal((kind, code), (Kind(answer), Failure(answer).Code));
            Assert.Equal(provider, Failure(answer).Provider);
            Assert.Equal(kind is "ambiguous" ? Acceptance.Unknown : Acceptance.NotAccepted, Failure(answer).Acceptance);
            Assert.False(kind is "ambiguous" && Failure(answer).Retryable);
        }
    }

    public static TheoryData<string, int, string, string, string> DocumentedErrors() => new()
    {
        { ProviderNames.Gogogotoken, 402, """{"error":{"message":"Insufficient balance","code":"insufficient_quota"}}""", "insufficient_balance", "insufficient_quota" },
        { ProviderNames.SeedanceApi, 400, """{"code":"INVALID_PROMPT","message":"提示词无效或为空"}""", "invalid_prompt", "INVALID_PROMPT" },
        { ProviderNames.SeedanceApi, 400, """{"error":{"code":"INVALID_ASPECT_RATIO","message":"m"}}""", "invalid_aspect_ratio", "INVALID_ASPECT_RATIO" },
        { ProviderNames.SeedanceApi, 400, """{"code":"INVALID_DURATION","message":"m","data":null}""", "invalid_duration", "INVALID_DURATION" },
        { ProviderNames.SeedanceApi, 400, """{"code":"TOO_MANY_IMAGES","message":"m"}""", "too_many_images", "TOO_MANY_IMAGES" },
        { ProviderNames.SeedanceApi, 401, """{"code":"INVALID_API_KEY","message":"m"}""", "invalid_api_key", "INVALID_API_KEY" },
        { ProviderNames.SeedanceApi, 402, """{"code":"INSUFFICIENT_CREDITS","message":"m"}""", "insufficient_balance", "INSUFFICIENT_CREDITS" },
        { ProviderNames.SeedanceApi, 404, """{"code":"TASK_NOT_FOUND","message":"m"}""", "not_found", "TASK_NOT_FOUND" },
        { ProviderNames.TokenHub, 400, """{"error":{"message":"duration must be 4-15"}}""", "invalid_request", "" },
        { ProviderNames.TokenLab, 400, """{"error":"unsupported resolution"}""", "invalid_request", "" },
        { ProviderNames.TokenLab, 422, """{"error":{"type":"validation_error","message":"m"}}""", "invalid_request", "validation_error" },
        { ProviderNames.TokenHub, 400, """{"error":{"code":"InputTextSensitiveContentDetected","message":"m"}}""", "moderation", "InputTextSensitiveContentDetected" },
    };

    [Theory]
    [MemberData(nameof(DocumentedErrors))]
    public void Documented_error_is_a_rejection_with_a_code_of_ours(string provider, int status, string body, string code, string providerCode)
    {
        var failure = Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(provider, Wire.Http(status, body))).Failure;

        Assert.Equal((code, providerCode), (failure.Code, failure.ProviderCode ?? ""));
        Assert.NotNull(failure.ProviderMessage);
    }

    [Fact]
    public void Internal_error_of_seedanceapi_is_ambiguous()
    {
        var answer = Wire.Submit(ProviderNames.SeedanceApi, Wire.Http(500, """{"code":"INTERNAL_ERROR","message":"服务器错误"}"""));

        Assert.Equal(("ambiguous", "provider_error", "INTERNAL_ERROR"), (Kind(answer), Failure(answer).Code, Failure(answer).ProviderCode));
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void A_429_is_a_rejection_when_its_code_says_that_the_money_is_spent_and_not_when_only_its_words_do(string provider)
    {
        foreach (var code in (string[])["insufficient_quota", "INSUFFICIENT_BALANCE"])
        {
            var spent = Wire.Submit(provider, Wire.Http(429, $$$"""{"error":{"message":"m","code":"{{{code}}}"}}""", TimeSpan.FromSeconds(7)));
            Assert.Equal(("rejected", "insufficient_balance", false), (Kind(spent), Failure(spent).Code, Failure(spent).Retryable));
        }

        foreach (var body in (string[])[
            """{"error":{"message":"Insufficient quota, insufficient_quota, try later","code":"rate_limit_exceeded"}}""",
            """{"error":{"message":"insufficient_quota"}}""", "insufficient_quota"])
        {
            Assert.Equal("throttled", Kind(Wire.Submit(provider, Wire.Http(429, body, TimeSpan.FromSeconds(7)))));
        }
    }

    public static TheoryData<string, string, string, string> ErrorsIn200() => new()
    {
        { ProviderNames.Gogogotoken, """{"error":{"message":"Insufficient balance","code":"insufficient_quota"}}""", "rejected", "insufficient_balance" },
        { ProviderNames.Gogogotoken, """{"code":"insufficient_quota","message":"Insufficient balance","data":null}""", "rejected", "insufficient_balance" },
        { ProviderNames.SeedanceApi, """{"code":"INSUFFICIENT_CREDITS","message":"m"}""", "rejected", "insufficient_balance" },
        { ProviderNames.SeedanceApi, """{"code":402,"message":"积分不足","data":null}""", "rejected", "insufficient_balance" },
        { ProviderNames.SeedanceApi, """{"code":400,"message":"m","data":{}}""", "rejected", "invalid_request" },
        { ProviderNames.SeedanceApi, """{"code":401,"message":"m"}""", "rejected", "invalid_api_key" },
        { ProviderNames.SeedanceApi, """{"code":"403","message":"m"}""", "rejected", "forbidden" },
        { ProviderNames.SeedanceApi, """{"code":404,"message":"m"}""", "rejected", "not_found" },
        { ProviderNames.SeedanceApi, """{"code":422,"message":"m"}""", "rejected", "invalid_request" },
        { ProviderNames.SeedanceApi, """{"code":429,"message":"m"}""", "throttled", "rate_limited" },
        { ProviderNames.SeedanceApi, """{"code":500,"message":"m"}""", "ambiguous", "provider_error" },
        { ProviderNames.SeedanceApi, """{"code":503,"message":"m"}""", "ambiguous", "provider_error" },
        { ProviderNames.SeedanceApi, """{"code":409,"message":"m"}""", "ambiguous", "conflict" },
        { ProviderNames.SeedanceApi, """{"code":"INTERNAL_ERROR","message":"m"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.SeedanceApi, """{"code":200,"message":"success","data":{"status":"IN_PROGRESS"}}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"code":402,"message":"m"}""", "rejected", "insufficient_balance" },
        { ProviderNames.TokenHub, """{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_balance"}}""", "rejected", "insufficient_balance" },
        { ProviderNames.TokenLab, """{"error":{"message":"m","code":"invalid_api_key"}}""", "rejected", "invalid_api_key" },
        { ProviderNames.TokenLab, """{"error":{"message":"m","code":"internal_error"}}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"error":{"message":"something"}}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenLab, """{"error":"no"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenLab, """{"code":400,"message":"m"}""", "rejected", "invalid_request" },
        { ProviderNames.TokenHub, """{"id":"","status":"queued"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"id":"..","status":"queued"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"id":"a b","status":"queued"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"id":"a\nb","status":"queued"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"id":{"x":1},"status":"queued"}""", "ambiguous", "unreadable_answer" },
        { ProviderNames.TokenHub, """{"id":"ab""", "ambiguous", "unreadable_answer" },
    };

    [Theory]
    [MemberData(nameof(ErrorsIn200))]
    public void Error_in_a_200_is_a_rejection_only_when_it_is_documented(string provider, string body, string kind, string code)
    {
        var answer = Wire.Submit(provider, Wire.Http(200, body));

        Assert.Equal((kind, code), (Kind(answer), Failure(answer).Code));
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Task_id_wins_over_an_error_beside_it(string provider) =>
        Assert.IsType<SubmitAnswer.Accepted>(Wire.Submit(provider, Wire.Http(200, """{"task_id":"t-1","error":{"code":"insufficient_quota"}}""")));

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Too_long_a_task_id_is_no_task_id(string provider) =>
        Assert.IsType<SubmitAnswer.Ambiguous>(Wire.Submit(provider, Wire.Http(200, $$"""{"task_id":"{{new string('x', 257)}}"}""")));

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Declared_5xx_statuses_are_rejections(string provider)
    {
        Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(provider, Wire.Http(503), 502, 503));
        Assert.IsType<SubmitAnswer.Ambiguous>(Wire.Submit(provider, Wire.Http(500), 502, 503));
        Assert.IsType<SubmitAnswer.Ambiguous>(Wire.Submit(provider, Wire.Http(409), 409));
    }

    [Fact]
    public void Throttle_carries_the_wait()
    {
        var answer = Wire.Submit(ProviderNames.TokenHub, Wire.Http(429, null, TimeSpan.FromSeconds(7)));

        Assert.Equal(TimeSpan.FromSeconds(7), Failure(answer).RetryAfter);
        Assert.True(Failure(answer).Retryable);
    }

    public static TheoryData<string, Exception, string, string> Exceptions() => new()
    {
        { "dns", Http(HttpRequestError.NameResolutionError), "not_sent", "connection_failed" },
        { "connect", Http(HttpRequestError.ConnectionError), "not_sent", "connection_failed" },
        { "tls", Http(HttpRequestError.SecureConnectionError), "not_sent", "connection_failed" },
        { "proxy", Http(HttpRequestError.ProxyTunnelError), "not_sent", "connection_failed" },
        { "circuit", new BrokenCircuitException(), "not_sent", "circuit_open" },
        { "isolated", new IsolatedCircuitException(), "not_sent", "circuit_open" },
        { "reset", Http(HttpRequestError.ResponseEnded), "ambiguous", "connection_lost" },
        { "unknown", Http(HttpRequestError.Unknown), "ambiguous", "connection_lost" },
        { "invalid response", Http(HttpRequestError.InvalidResponse), "ambiguous", "connection_lost" },
        { "io", new IOException("reset"), "ambiguous", "connection_lost" },
        { "socket", new SocketException((int)SocketError.ConnectionReset), "ambiguous", "connection_lost" },
        { "timeout", new TimeoutRejectedException(), "ambiguous", "timeout" },
        { "cancelled", new TaskCanceledException("x", new TimeoutException()), "ambiguous", "timeout" },
        { "anything", new InvalidOperationException("x"), "ambiguous", "connection_lost" },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exception_is_not_sent_only_when_it_proves_it(string what, Exception exception, string kind, string code)
    {
        Assert.NotEmpty(what);
        foreach (var provider in ProviderNames.All)
        {
            var answer = Wire.Submit(provider, TransportErrors.Classify(exception));

            Assert.Equal((kind, code), (Kind(answer), Failure(answer).Code));
        }
    }

    internal static string Kind(SubmitAnswer answer) => answer switch
    {
        SubmitAnswer.Accepted => "accepted",
        SubmitAnswer.Rejected => "rejected",
        SubmitAnswer.NotSent => "not_sent",
        SubmitAnswer.Throttled => "throttled",
        SubmitAnswer.Ambiguous => "ambiguous",
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    private static ProviderFailure Failure(SubmitAnswer answer) => answer switch
    {
        SubmitAnswer.Rejected a => a.Failure,
        SubmitAnswer.NotSent a => a.Failure,
        SubmitAnswer.Throttled a => a.Failure,
        SubmitAnswer.Ambiguous a => a.Failure,
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    private static HttpRequestException Http(HttpRequestError error) => new(error, "x");
}
