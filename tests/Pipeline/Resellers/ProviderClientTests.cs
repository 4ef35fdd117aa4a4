using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Http;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>Paths, headers and failures of the four clients, through the real registration.</summary>
public sealed class ProviderClientTests
{
    private const string Created = """{"id":"t 1/x","task_id":"t-1"}""";

    public static TheoryData<string, string, string> Endpoints() => new()
    {
        { ProviderNames.Gogogotoken, "POST https://gogogotoken.com/v1/video/generations", "GET https://gogogotoken.com/v1/video/generations/t-1" },
        { ProviderNames.TokenLab, "POST https://api.tokenlab.sh/v1/videos/generations", "GET https://api.tokenlab.sh/v1/tasks/t-1" },
        { ProviderNames.TokenHub, "POST https://tokenhub.store/api/v1/videos/generations", "GET https://tokenhub.store/api/v1/videos/generations/t-1" },
        { ProviderNames.SeedanceApi, "POST https://seedanceapi.org/v2/generate", "GET https://seedanceapi.org/v2/status?task_id=t-1" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Client_calls_the_documented_endpoints(string provider, string submit, string look)
    {
        var network = new StubHandler().On(submit, HttpStatusCode.OK, Created).On(look, HttpStatusCode.OK, """{"status":"running"}""");
        using var host = new ProviderHost(network);

        var accepted = Assert.IsType<SubmitAnswer.Accepted>(await host[provider].SubmitAsync(new(Given.Text()), default));
        Assert.IsType<LookAnswer.Seen>(await host[provider].LookAsync(new(accepted.TaskId), default));

        Assert.True(network.Done);
        Assert.All(network.Calls, call =>
        {
            Assert.Equal($"Bearer key-of-{provider}", call.Request.Headers.Authorization!.ToString());
            Assert.Equal("videopipeline/1.0", call.Request.Headers.UserAgent.ToString());
        });
        Assert.Equal("application/json", network.Calls[0].Request.Content!.Headers.ContentType!.ToString());
        Assert.True(JsonNode.DeepEquals(Wire.Body(provider, new(Given.Text())), JsonNode.Parse(network.Calls[0].Body!)));
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Client_uses_the_configured_base_url(string provider)
    {
        var settings = ($"Providers:{provider}:BaseUrl", "http://127.0.0.1:9/sim/");
        var network = new StubHandler();
        using var host = new ProviderHost(network, null, settings);

        await host[provider].LookAsync(new("t-1"), default);

        Assert.StartsWith("GET http://127.0.0.1:9/sim/", network.Calls[0].Call, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Task_id_cannot_leave_its_place_in_the_address(string provider)
    {
        var network = new StubHandler();
        using var host = new ProviderHost(network);

        await host[provider].LookAsync(new("../../admin?x=1#y"), default);

        Assert.EndsWith("..%2F..%2Fadmin%3Fx%3D1%23y", network.Calls[0].Call, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Prompt_reaches_the_provider_as_it_was_written(string provider)
    {
        const string Prompt = "智能手表 \"quoted\" <b>&</b> 😀\nline two\ttab \\ back";
        var network = new StubHandler();
        using var host = new ProviderHost(network);

        await host[provider].SubmitAsync(new(Given.Text() with { Prompt = Prompt }), default);

        Assert.Equal(Prompt, JsonDocument.Parse(network.Calls.Single().Body!).RootElement.GetProperty("prompt").GetString());
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Submit_is_never_repeated_when_it_may_have_left(string provider)
    {
        foreach (var answer in new Func<HttpResponseMessage>[]
        {
            () => new(HttpStatusCode.InternalServerError),
            () => new(HttpStatusCode.ServiceUnavailable),
            () => new(HttpStatusCode.RequestTimeout),
            () => new(HttpStatusCode.Redirect) { Headers = { Location = new Uri("https://evil.example/") } },
            () => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"),
            () => throw new IOException("reset"),
        })
        {
            var network = new StubHandler().On(Post(provider), answer);
            using var host = new ProviderHost(network);

            Assert.IsType<SubmitAnswer.Ambiguous>(await host[provider].SubmitAsync(new(Given.Text()), default));

            Assert.Single(network.Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Look_that_is_redirected_takes_the_key_nowhere(string provider)
    {
        var network = new StubHandler().On(
            Get(provider), () => new(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://evil.example/") } });
        using var host = new ProviderHost(network);

        var answer = Assert.IsType<LookAnswer.Unreachable>(await host[provider].LookAsync(new("t-1"), default));

        Assert.Equal("unexpected_redirect", answer.Failure.Code);
        Assert.Single(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Look_that_is_sent_on_within_the_origin_goes_three_steps_and_no_further(string provider)
    {
        var origin = new Uri(Get(provider)[4..]).GetLeftPart(UriPartial.Authority);
        var network = new StubHandler()
            .On(Get(provider), () => Moved(HttpStatusCode.PermanentRedirect, "/a"))
            .On($"GET {origin}/a", () => Moved(HttpStatusCode.TemporaryRedirect, $"{origin}/b"))
            .On($"GET {origin}/b", () => Moved(HttpStatusCode.TemporaryRedirect, "/c"))
            .On($"GET {origin}/c", () => Moved(HttpStatusCode.TemporaryRedirect, "/d"));
        using var host = new ProviderHost(network);

        var answer = Assert.IsType<LookAnswer.Unreachable>(await host[provider].LookAsync(new("t-1"), default));

        Assert.Equal("unexpected_redirect", answer.Failure.Code);
        Assert.Equal(4, network.Calls.Count);

        static HttpResponseMessage Moved(HttpStatusCode status, string to) =>
            new(status) { Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } };
    }

    [Fact]
    public async Task Poll_url_that_leads_nowhere_gives_way_to_the_documented_path_which_is_asked_first_from_then_on()
    {
        const string Documented = "GET https://api.tokenlab.sh/v1/tasks/t-1";
        var task = new ProviderTask("t-1", "/tasks/t-1");
        var network = new StubHandler()
            .On("GET https://api.tokenlab.sh/tasks/t-1", HttpStatusCode.NotFound)
            .On(Documented, HttpStatusCode.OK, """{"id":"t-1","status":"processing"}""")
            .On(Documented, HttpStatusCode.OK, """{"id":"t-1","status":"processing"}""")
            .On(Documented, HttpStatusCode.NotFound)
            .On("GET https://api.tokenlab.sh/tasks/t-1", HttpStatusCode.NotFound);
        using var host = new ProviderHost(network);

        Assert.IsType<LookAnswer.Seen>(await host[ProviderNames.TokenLab].LookAsync(task, default));
        Assert.IsType<LookAnswer.Seen>(await host[ProviderNames.TokenLab].LookAsync(task, default));
        Assert.IsType<LookAnswer.Missing>(await host[ProviderNames.TokenLab].LookAsync(task, default));
        Assert.True(network.Done);
    }

    [Theory]
    [InlineData("7200", 600.0)]
    [InlineData("2147483648", 600.0)]
    [InlineData("99999999999999999999", 600.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("-3", 0.0)]
    [InlineData("Fri, 01 Jan 2027 00:00:00 GMT", 600.0)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_held_to_what_somebody_would_wait(string header, double? seconds)
    {
        var network = new StubHandler().On(
            Post(ProviderNames.TokenHub), HttpStatusCode.TooManyRequests, "{}", response => response.Headers.TryAddWithoutValidation("Retry-After", header));
        using var host = new ProviderHost(network, new FixedTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var answer = Assert.IsType<SubmitAnswer.Throttled>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));

        Assert.Equal(seconds, answer.Failure.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Retry_after_is_read_in_seconds_and_as_a_date()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var (header, expected) in new (RetryConditionHeaderValue?, TimeSpan?)[]
        {
            (new(TimeSpan.FromSeconds(17)), TimeSpan.FromSeconds(17)),
            (new(now.AddMinutes(2)), TimeSpan.FromMinutes(2)),
            (new(now.AddMinutes(-2)), TimeSpan.Zero),
            (null, null),
        })
        {
            var network = new StubHandler().On(
                Post(ProviderNames.TokenHub), HttpStatusCode.TooManyRequests, "{}", response => response.Headers.RetryAfter = header);
            using var host = new ProviderHost(network, new FixedTime(now));

            var answer = await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default);

            Assert.Equal(expected, Assert.IsType<SubmitAnswer.Throttled>(answer).Failure.RetryAfter);
        }
    }

    [Fact]
    public async Task Declared_statuses_come_from_the_settings()
    {
        var network = new StubHandler().On(Post(ProviderNames.TokenHub), HttpStatusCode.ServiceUnavailable);
        using var host = new ProviderHost(network, null, ("Providers:tokenhub:RejectedStatuses", "502, 503"));

        Assert.IsType<SubmitAnswer.Rejected>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
    }

    [Theory]
    [InlineData("too long")]
    [InlineData("not utf-8")]
    public async Task Unreadable_200_is_ambiguous_and_an_unreadable_400_a_rejection(string what)
    {
        HttpContent Content() => what switch
        {
            "too long" => new StringContent("{\"id\":\"t-1\",\"x\":\"" + new string('x', ProviderHttp.MaxBodyBytes) + "\"}"),
            _ => new ByteArrayContent([.. "{\"id\":\"t-"u8, 0xFF, .. "\"}"u8]),
        };
        var network = new StubHandler()
            .On(Post(ProviderNames.TokenHub), () => new(HttpStatusCode.OK) { Content = Content() })
            .On(Post(ProviderNames.TokenHub), () => new(HttpStatusCode.BadRequest) { Content = Content() });
        using var host = new ProviderHost(network);

        Assert.IsType<SubmitAnswer.Ambiguous>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
        Assert.IsType<SubmitAnswer.Rejected>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
    }

    [Fact]
    public async Task Answer_of_exactly_the_limit_is_read()
    {
        const string Frame = """{"id":"t-1","x":""}""";
        var body = $$"""{"id":"t-1","x":"{{new string('x', ProviderHttp.MaxBodyBytes - Frame.Length)}}"}""";
        using var host = new ProviderHost(new StubHandler().On(Post(ProviderNames.TokenHub), HttpStatusCode.OK, body));

        Assert.IsType<SubmitAnswer.Accepted>(await host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default));
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public async Task Cancellation_by_the_caller_is_thrown(string provider)
    {
        using var cancelled = new CancellationTokenSource();
        var network = new StubHandler().On(Post(provider), () =>
        {
            cancelled.Cancel();
            throw new OperationCanceledException(cancelled.Token);
        });
        using var host = new ProviderHost(network);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host[provider].SubmitAsync(new(Given.Text()), cancelled.Token));
    }

    public static TheoryData<string, string> PollUrls() => new()
    {
        { "/v1/tasks/t-1", "https://api.tokenlab.sh/v1/tasks/t-1" },
        { "/v2/elsewhere/t-1?x=1", "https://api.tokenlab.sh/v2/elsewhere/t-1?x=1" },
        { "https://api.tokenlab.sh/v1/poll/t-1", "https://api.tokenlab.sh/v1/poll/t-1" },
        { "https://API.tokenlab.sh:443/v1/poll/t-1", "https://api.tokenlab.sh/v1/poll/t-1" },
        { "https://evil.example/v1/tasks/t-1", "" },
        { "//evil.example/v1/tasks/t-1", "" },
        { "\\\\evil.example\\v1", "" },
        { "/\\evil.example/v1", "" },
        { "https:/\\evil.example/v1", "" },
        { "http://api.tokenlab.sh/v1/tasks/t-1", "" },
        { "https://api.tokenlab.sh:8443/v1/tasks/t-1", "" },
        { "https://api.tokenlab.sh@evil.example/", "" },
        { "https://key@api.tokenlab.sh/v1/tasks/t-1", "" },
        { "https://api.tokenlab.sh.evil.example/", "" },
        { "javascript:alert(1)", "" },
        { "file:///etc/passwd", "" },
        { "https://", "" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(PollUrls))]
    public async Task Poll_url_is_followed_only_on_the_providers_own_origin(string pollUrl, string followed)
    {
        var network = new StubHandler();
        using var host = new ProviderHost(network);

        await host[ProviderNames.TokenLab].LookAsync(new ProviderTask("t-1", pollUrl), default);

        Assert.Equal("GET " + (followed.Length > 0 ? followed : "https://api.tokenlab.sh/v1/tasks/t-1"), network.Calls[0].Call);
        Assert.Equal(followed.Length == 0, host.Log.Warnings.Any(w => w.Contains("poll_url", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ProviderNames.Gogogotoken)]
    [InlineData(ProviderNames.TokenHub)]
    [InlineData(ProviderNames.SeedanceApi)]
    public async Task Poll_url_is_no_matter_where_none_is_documented(string provider)
    {
        var network = new StubHandler();
        using var host = new ProviderHost(network);

        await host[provider].LookAsync(new ProviderTask("t-1", "https://evil.example/"), default);

        Assert.Equal(Get(provider), network.Calls[0].Call);
    }

    public static TheoryData<int, CancelAnswer> Cancels() => new()
    {
        { 200, CancelAnswer.Cancelled },
        { 204, CancelAnswer.Cancelled },
        { 400, CancelAnswer.Refused },
        { 404, CancelAnswer.Refused },
        { 409, CancelAnswer.Refused },
        { 401, CancelAnswer.Unreachable },
        { 302, CancelAnswer.Unreachable },
    };

    [Theory]
    [MemberData(nameof(Cancels))]
    public async Task Tokenlab_cancels_by_delete(int status, CancelAnswer expected)
    {
        var network = new StubHandler().On(
            "DELETE https://api.tokenlab.sh/v1/tasks/t-1", (HttpStatusCode)status, """{"error":{"code":"task_not_cancellable"}}""");
        using var host = new ProviderHost(network);

        Assert.Equal(expected, await host[ProviderNames.TokenLab].CancelAsync(new("t-1", "/v1/tasks/other"), default));
        Assert.True(network.Done);
    }

    [Theory]
    [InlineData(ProviderNames.Gogogotoken)]
    [InlineData(ProviderNames.TokenHub)]
    [InlineData(ProviderNames.SeedanceApi)]
    public async Task Others_cannot_cancel_and_are_not_asked(string provider)
    {
        var network = new StubHandler();
        using var host = new ProviderHost(network);

        Assert.Equal(CancelAnswer.Unsupported, await host[provider].CancelAsync(new("t-1"), default));
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Unknown_state_is_logged_once()
    {
        var network = new StubHandler();
        for (var i = 0; i < 3; i++)
        {
            network.On(Get(ProviderNames.TokenHub), HttpStatusCode.OK, """{"status":"pondering"}""");
        }

        using var host = new ProviderHost(network);
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<LookAnswer.Seen>(await host[ProviderNames.TokenHub].LookAsync(new("t-1"), default));
        }

        Assert.Single(host.Log.Warnings, w => w.Contains("pondering", StringComparison.Ordinal));
    }

    internal static string Post(string provider) => provider switch
    {
        ProviderNames.Gogogotoken => "POST https://gogogotoken.com/v1/video/generations",
        ProviderNames.TokenLab => "POST https://api.tokenlab.sh/v1/videos/generations",
        ProviderNames.TokenHub => "POST https://tokenhub.store/api/v1/videos/generations",
        _ => "POST https://seedanceapi.org/v2/generate",
    };

    internal static string Get(string provider) => provider switch
    {
        ProviderNames.Gogogotoken => "GET https://gogogotoken.com/v1/video/generations/t-1",
        ProviderNames.TokenLab => "GET https://api.tokenlab.sh/v1/tasks/t-1",
        ProviderNames.TokenHub => "GET https://tokenhub.store/api/v1/videos/generations/t-1",
        _ => "GET https://seedanceapi.org/v2/status?task_id=t-1",
    };
}
