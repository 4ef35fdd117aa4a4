using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Http;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>What the answer to a look means: seen, missing, or nothing that can be used.</summary>
public sealed class LookClassificationTests
{
    public static TheoryData<string, int, string, string> Statuses()
    {
        var data = new TheoryData<string, int, string, string>();
        foreach (var provider in ProviderNames.All)
        {
            foreach (var (status, kind, code) in new (int, string, string)[]
            {
                (200, "unreachable", "unreadable_answer"),
                (204, "unreachable", "unreadable_answer"),
                (302, "unreachable", "unexpected_redirect"),
                (400, "unreachable", "invalid_request"),
                (401, "unreachable", "invalid_api_key"),
                (403, "unreachable", "forbidden"),
                (404, "missing", "not_found"),
                (408, "unreachable", "timeout"),
                (429, "unreachable", "rate_limited"),
                (500, "unreachable", "provider_error"),
                (503, "unreachable", "provider_error"),
            })
            {
                data.Add(provider, status, kind, code);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Status_decides_the_class(string provider, int status, string kind, string code)
    {
        foreach (var body in (string?[])[null, "", "<html/>", "{}", "[]", "7"])
        {
            Assert.Equal((kind, code), Classified(Wire.Look(provider, Wire.Http(status, body))));
        }
    }

    [Theory]
    [InlineData(400, """{"code":"TASK_NOT_FOUND","message":"任务不存在"}""", "missing", "not_found")]
    [InlineData(200, """{"code":"TASK_NOT_FOUND","message":"任务不存在"}""", "missing", "not_found")]
    [InlineData(200, """{"code":404,"message":"任务不存在","data":null}""", "missing", "not_found")]
    [InlineData(200, """{"code":401,"message":"m"}""", "unreachable", "invalid_api_key")]
    [InlineData(200, """{"code":500,"message":"m"}""", "unreachable", "provider_error")]
    [InlineData(500, """{"code":"INTERNAL_ERROR","message":"m"}""", "unreachable", "provider_error")]
    public void Seedanceapi_codes_are_read_in_the_body(int status, string body, string kind, string code) =>
        Assert.Equal((kind, code), Classified(Wire.Look(ProviderNames.SeedanceApi, Wire.Http(status, body))));

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Network_failures_are_unreachable(string provider)
    {
        Assert.Equal(("unreachable", "timeout"), Classified(Wire.Look(provider, new HttpAnswer.Lost("timeout", "m"))));
        Assert.Equal(("unreachable", "connection_failed"), Classified(Wire.Look(provider, new HttpAnswer.NotSent("connection_failed", "m"))));
    }

    [Fact]
    public void Wait_that_the_provider_asks_for_is_passed_on()
    {
        var answer = Wire.Look(ProviderNames.TokenHub, Wire.Http(429, null, TimeSpan.FromSeconds(30)));

        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<LookAnswer.Unreachable>(answer).Failure.RetryAfter);
    }

    private static (string Kind, string Code) Classified(LookAnswer answer) => answer switch
    {
        LookAnswer.Missing missing => ("missing", missing.Failure.Code),
        LookAnswer.Unreachable unreachable => ("unreachable", unreachable.Failure.Code),
        _ => ("seen", ""),
    };
}
