using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>Every answer that the resellers publish, and the variations that they are known to send.</summary>
public sealed class SeedAnswerTests
{
    public static TheoryData<string, string, string, string?> Created() => new()
    {
        { ProviderNames.Gogogotoken, """{"id":"task_1234567890","object":"video","model":"doubao-seedance-2-0","status":"queued","progress":0}""", "task_1234567890", null },
        { ProviderNames.Gogogotoken, """{"id":"task_1234567890","task_id":"task_1234567890","status":"queued","model":"doubao-seedance-2-0-fast"}""", "task_1234567890", null },
        { ProviderNames.Gogogotoken, """{"code":"success","data":{"task_id":"task_1","status":"SUBMITTED"}}""", "task_1", null },
        { ProviderNames.TokenLab, """{"id":"vt_1","task_id":"vt_1","status":"pending","poll_url":"/v1/tasks/vt_1","model":"seedance-2.0"}""", "vt_1", "/v1/tasks/vt_1" },
        { ProviderNames.TokenLab, """{"code":200,"data":{"id":"vt_1","poll_url":"/v1/tasks/vt_1"}}""", "vt_1", "/v1/tasks/vt_1" },
        { ProviderNames.TokenHub, """{"id":"xxxxxx-task-id","object":"video.generation.task","model":"doubao-seedance-2.0","status":"queued","created":1719900000}""", "xxxxxx-task-id", null },
        { ProviderNames.TokenHub, """{"code":0,"data":{"id":"x-1","status":"queued"}}""", "x-1", null },
        { ProviderNames.TokenHub, """{"id":12345,"status":"queued"}""", "12345", null },
        { ProviderNames.TokenHub, """{"id":"request-7","code":0,"data":{"id":"x-1","status":"queued"}}""", "x-1", null },
        { ProviderNames.TokenHub, """{"id":"request-7","code":0,"data":{"task_id":"x-1","id":"y","status":"queued"}}""", "x-1", null },
        { ProviderNames.SeedanceApi, """{"code":200,"message":"success","data":{"task_id":"n90a1b2c3d4e5f6sd20","status":"IN_PROGRESS","consumed_credits":480}}""", "n90a1b2c3d4e5f6sd20", null },
    };

    [Theory]
    [MemberData(nameof(Created))]
    public void Created_task_is_read(string provider, string body, string taskId, string? pollUrl)
    {
        var accepted = Assert.IsType<SubmitAnswer.Accepted>(Wire.Submit(provider, Wire.Http(200, body)));

        Assert.Equal((taskId, pollUrl), (accepted.TaskId, accepted.PollUrl));
    }

    [Fact]
    public void Seedanceapi_reports_its_credits_at_create()
    {
        var answer = Wire.Submit(ProviderNames.SeedanceApi, Wire.Http(200, """{"code":200,"data":{"task_id":"n9","consumed_credits":480}}"""));

        Assert.Equal(new ReportedUsage(UsageUnit.Credits, 480), ((SubmitAnswer.Accepted)answer).Usage);
    }

    [Fact]
    public void Gogogotoken_completed_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.Gogogotoken, """
            {"id":"task_1234567890","object":"video","model":"doubao-seedance-2-0","status":"completed","progress":100,
             "output":{"video_url":"https://assets.example.com/generated-video.mp4"},
             "usage":{"total_tokens":108900,"completion_tokens":108900}}
            """);

        Assert.Equal(TaskState.Succeeded, look.State);
        Assert.Equal("https://assets.example.com/generated-video.mp4", look.VideoUrl);
        Assert.Equal(new ReportedUsage(UsageUnit.Tokens, 108900), look.Usage);
        Assert.Equal(100, look.Progress);
        Assert.Equal("doubao-seedance-2-0", look.Echo!.Model);
    }

    [Fact]
    public void Gogogotoken_settles_by_completion_tokens_when_the_total_differs()
    {
        var look = Wire.Seen(ProviderNames.Gogogotoken, """{"status":"completed","usage":{"total_tokens":200000,"completion_tokens":108900}}""");

        Assert.Equal(108900, look.Usage!.Quantity);
    }

    [Fact]
    public void Gogogotoken_wrapped_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.Gogogotoken, """
            {"code":"success","message":"","data":{"task_id":"task_1","status":"SUCCESS","fail_reason":"","progress":"100%","result_url":"https://cdn/r.mp4",
             "data":{"id":"cgt-1","status":"succeeded","usage":{"completion_tokens":48600,"total_tokens":48600}}}}
            """);

        Assert.Equal((TaskState.Succeeded, "https://cdn/r.mp4", 48600m, 100), (look.State, look.VideoUrl, look.Usage!.Quantity, look.Progress));
    }

    [Fact]
    public void Tokenhub_running_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.TokenHub, """
            {"id":"YOUR_TASK_ID","object":"video.generation.task","model":"doubao-seedance-2.0","status":"running","created":1719900000}
            """);

        Assert.Equal((TaskState.Running, "running"), (look.State, look.RawState));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1719900000), look.Echo!.CreatedAt);
        Assert.Null(look.VideoUrl);
        Assert.Null(look.Failure);
    }

    [Fact]
    public void Tokenhub_succeeded_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.TokenHub, """
            {"id":"YOUR_TASK_ID","object":"video.generation.task","model":"doubao-seedance-2.0","status":"succeeded","created":1719900000,
             "data":[{"video_url":"https://xxx.volces.com/output-video.mp4","cover_image_url":"https://xxx.volces.com/cover.jpg"}],
             "usage":{"video_duration":5}}
            """);

        Assert.Equal(("https://xxx.volces.com/output-video.mp4", "https://xxx.volces.com/cover.jpg"), (look.VideoUrl, look.CoverUrl));
        Assert.Equal(new ReportedUsage(UsageUnit.Seconds, 5), look.Usage);
    }

    [Fact]
    public void Tokenhub_failed_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.TokenHub, """{"id":"t","status":"failed","error":{"message":"GPU fell over"}}""");

        Assert.Equal((TaskState.Failed, "generation_failed", "GPU fell over"), (look.State, look.Failure!.Code, look.Failure.ProviderMessage));
        Assert.Equal(Acceptance.Accepted, look.Failure.Acceptance);
    }

    [Fact]
    public void Seedanceapi_status_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.SeedanceApi, """
            {"code":200,"message":"success","data":{"task_id":"n90a1b2c3d4e5f6sd20","status":"SUCCESS","consumed_credits":480,
             "created_at":"2026-04-03T10:30:00Z","request":{"prompt":"A slow dolly shot…","aspect_ratio":"16:9","duration":10},
             "response":["https://cdn.example.com/videos/n90a1b2c3d4e5f6sd20.mp4"],"error_message":null}}
            """);

        Assert.Equal((TaskState.Succeeded, "https://cdn.example.com/videos/n90a1b2c3d4e5f6sd20.mp4"), (look.State, look.VideoUrl));
        Assert.Equal(new ReportedUsage(UsageUnit.Credits, 480), look.Usage);
        Assert.Equal(new TaskEcho("A slow dolly shot…", 10, new DateTimeOffset(2026, 4, 3, 10, 30, 0, TimeSpan.Zero)), look.Echo);
        Assert.Null(look.Failure);
    }

    [Fact]
    public void Seedanceapi_failed_answer_is_read()
    {
        var look = Wire.Seen(ProviderNames.SeedanceApi, """
            {"code":200,"message":"success","data":{"task_id":"n9","status":"FAILED","consumed_credits":480,"response":[],"error_message":"upstream error"}}
            """);

        Assert.Equal((TaskState.Failed, "upstream error", 480m), (look.State, look.Failure!.ProviderMessage, look.Usage!.Quantity));
    }

    [Fact]
    public void Tokenlab_cancelled_task_is_read_though_it_says_failed()
    {
        var look = Wire.Seen(ProviderNames.TokenLab, """{"id":"vt","status":"failed","cancelled":true,"cancellation_status":"cancelled"}""");

        Assert.Equal((TaskState.Cancelled, "cancelled"), (look.State, look.Failure!.Code));
    }

    [Fact]
    public void Tokenlab_error_is_read_when_it_is_a_string()
    {
        var look = Wire.Seen(ProviderNames.TokenLab, """{"id":"vt","status":"failed","error":"no capacity"}""");

        Assert.Equal((TaskState.Failed, "no capacity"), (look.State, look.Failure!.ProviderMessage));
    }

    [Theory]
    [InlineData("""{"status":"completed","video_url":"https://cdn/v.mp4"}""")]
    [InlineData("""{"status":"completed","video":{"url":"https://cdn/v.mp4","duration":5,"width":1280,"height":720}}""")]
    [InlineData("""{"status":"completed","videos":[{"url":"https://cdn/v.mp4"}]}""")]
    [InlineData("""{"status":"completed","videos":["https://cdn/v.mp4"]}""")]
    [InlineData("""{"status":"completed","result_url":"https://cdn/v.mp4"}""")]
    [InlineData("""{"status":"completed","output":{"video_url":"https://cdn/v.mp4"}}""")]
    [InlineData("""{"status":"succeeded","content":{"video_url":"https://cdn/v.mp4"}}""")]
    [InlineData("""{"code":200,"data":{"status":"SUCCESS","response":["https://cdn/v.mp4"]}}""")]
    [InlineData("""{"code":"success","data":{"status":"SUCCESS","data":{"data":[{"video_url":"https://cdn/v.mp4"}]}}}""")]
    [InlineData("""{"status":"completed","video_url":"not a url","result_url":"https://cdn/v.mp4"}""")]
    public void Result_is_found_wherever_a_reseller_puts_it(string body)
    {
        foreach (var provider in ProviderNames.All)
        {
            Assert.Equal("https://cdn/v.mp4", Wire.Seen(provider, body).VideoUrl);
        }
    }

    [Theory]
    [InlineData("""{"status":"completed"}""")]
    [InlineData("""{"status":"completed","video_url":""}""")]
    [InlineData("""{"status":"completed","video_url":"javascript:alert(1)"}""")]
    [InlineData("""{"status":"completed","video_url":"/v.mp4"}""")]
    [InlineData("""{"status":"completed","data":[]}""")]
    [InlineData("""{"status":"completed","data":[null]}""")]
    [InlineData("""{"status":"completed","video_url":{"href":"https://cdn/v.mp4"}}""")]
    [InlineData("""{"status":"completed","video_url":"\ud800"}""")]
    public void Success_without_a_usable_url_is_still_a_success(string body)
    {
        foreach (var provider in ProviderNames.All)
        {
            var look = Wire.Seen(provider, body);

            Assert.Equal((TaskState.Succeeded, null), (look.State, look.VideoUrl));
        }
    }

    [Theory]
    [InlineData("queued", TaskState.Queued)]
    [InlineData("pending", TaskState.Queued)]
    [InlineData("SUBMITTED", TaskState.Queued)]
    [InlineData("NOT_START", TaskState.Queued)]
    [InlineData("running", TaskState.Running)]
    [InlineData("processing", TaskState.Running)]
    [InlineData("IN_PROGRESS", TaskState.Running)]
    [InlineData("in-progress", TaskState.Running)]
    [InlineData("in progress", TaskState.Running)]
    [InlineData("succeeded", TaskState.Succeeded)]
    [InlineData("SUCCESS", TaskState.Succeeded)]
    [InlineData("completed", TaskState.Succeeded)]
    [InlineData("failed", TaskState.Failed)]
    [InlineData("FAILED", TaskState.Failed)]
    [InlineData("FAILURE", TaskState.Failed)]
    [InlineData("cancelled", TaskState.Cancelled)]
    [InlineData("canceled", TaskState.Cancelled)]
    [InlineData("expired", TaskState.Expired)]
    [InlineData("error", TaskState.Failed)]

    // A word that nobody knows beside a video: it is paid for.
    [InlineData("thinking", TaskState.Succeeded)]
    [InlineData("succeeded?", TaskState.Succeeded)]
    public void State_is_read_in_every_spelling(string word, TaskState state)
    {
        foreach (var provider in ProviderNames.All)
        {
            var look = Wire.Seen(provider, $$"""{"status":"{{word}}","result_url":"https://cdn/v.mp4"}""");

            Assert.Equal((state, word), (look.State, look.RawState));
            Assert.Equal(state is TaskState.Succeeded, look.VideoUrl is not null);
            Assert.Equal(state is TaskState.Failed or TaskState.Cancelled or TaskState.Expired, look.Failure is not null);
        }
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"id":"t","status":"processing"}}""", TaskState.Running)]
    [InlineData("""{"status":200,"data":{"id":"t","status":"completed"}}""", TaskState.Succeeded)]
    [InlineData("""{"status":"ok","data":{"id":"t","status":"mulling"}}""", TaskState.Unknown)]
    [InlineData("""{"code":"success","data":{"status":"FAILURE","fail_reason":"x","data":null}}""", TaskState.Failed)]
    public void State_of_the_task_wins_over_that_of_the_envelope(string body, TaskState state)
    {
        foreach (var provider in ProviderNames.All)
        {
            Assert.Equal(state, Wire.Seen(provider, body).State);
        }
    }

    [Theory]
    [InlineData("""{"code":"OutputVideoSensitiveContentDetected","message":"x"}""")]
    [InlineData("""{"message":"The request failed our content policy."}""")]
    [InlineData("""{"code":"content_policy_violation"}""")]
    [InlineData("""{"message":"内容审核未通过"}""")]
    [InlineData("\"输入包含敏感信息\"")]
    public void Moderation_is_recognised(string error)
    {
        foreach (var provider in ProviderNames.All)
        {
            var failure = Wire.Seen(provider, $$"""{"status":"failed","error":{{error}}}""").Failure!;

            Assert.Equal(("moderation", false), (failure.Code, failure.Retryable));
        }
    }

    [Theory]
    [InlineData("""{"progress":45}""", 45)]
    [InlineData("""{"progress":"45%"}""", 45)]
    [InlineData("""{"progress":45.7}""", 45)]
    [InlineData("""{"progress":450}""", 100)]
    [InlineData("""{"progress":-1}""", 0)]
    [InlineData("""{"progress":"soon"}""", null)]
    [InlineData("""{"progress":null}""", null)]
    [InlineData("{}", null)]
    public void Progress_is_a_percentage(string members, int? expected)
    {
        var body = members == "{}" ? """{"status":"running"}""" : """{"status":"running",""" + members[1..];

        Assert.Equal(expected, Wire.Seen(ProviderNames.TokenHub, body).Progress);
    }

    [Theory]
    [InlineData("""{"video_duration":-1}""")]
    [InlineData("""{"video_duration":"long"}""")]
    [InlineData("""{"video_duration":1e300}""")]
    [InlineData("[]")]
    [InlineData("5")]
    public void Usage_that_makes_no_sense_is_none(string usage) =>
        Assert.Null(Wire.Seen(ProviderNames.TokenHub, $$"""{"status":"succeeded","usage":{{usage}}}""").Usage);

    [Fact]
    public void Provider_message_is_cut_at_512_characters_and_never_inside_one()
    {
        var message = new string('x', 511) + "😀" + new string('y', 100);

        var failure = Wire.Seen(ProviderNames.TokenHub, $$$"""{"status":"failed","error":{"message":"{{{message}}}"}}""").Failure!;

        Assert.Equal(new string('x', 511), failure.ProviderMessage);
    }
}
