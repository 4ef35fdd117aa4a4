using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Http;
using Xunit;

namespace VideoPipeline.Tests.Resellers.Answers;

/// <summary>Manners of answering that public reports tell of, at every provider: each has one right reading.</summary>
public sealed class FieldAnswerTests
{
    private const string Link = "https://cdn.example/v.mp4?sig=a";

    private static readonly Uri s_origin = new("https://reseller.example/api/v1/");

    private static readonly string[] s_resellers = [.. ProviderNames.All];

    [Theory]
    [InlineData("""{"status":"completed","output":"LINK"}""")]
    [InlineData("""{"status":"completed","output":["LINK"]}""")]
    [InlineData("""{"status":"completed","output":{"url":"LINK"}}""")]
    [InlineData("""{"status":"completed","output":{"videos":[{"url":"LINK"}]}}""")]
    [InlineData("""{"status":"completed","output":{"videos":["LINK"]}}""")]
    [InlineData("""{"status":"completed","metadata":{"url":"LINK"}}""")]
    [InlineData("""{"status":"completed","result":{"video_url":"LINK"}}""")]
    [InlineData("""{"status":"completed","results":[{"url":"LINK"}]}""")]
    [InlineData("""{"status":"completed","video_url":["LINK"]}""")]
    [InlineData("""{"status":"completed","video_url":{"url":"LINK"}}""")]
    [InlineData("""{"status":"SUCCESS","fail_reason":"LINK"}""")]
    [InlineData("""{"status":"success","resultJson":"{\"resultUrls\":[\"LINK\"]}"}""")]
    [InlineData("""{"code":200,"data":{"status":"completed","output":{"video_url":"LINK"}}}""")]
    [InlineData("""{"status":"rendered-somehow","video_url":"LINK"}""")]
    public void Link_is_found_wherever_it_stands(string body)
    {
        foreach (var reseller in s_resellers)
        {
            var seen = Seen(reseller, body.Replace("LINK", Link, StringComparison.Ordinal));

            Assert.Equal((TaskState.Succeeded, Link), (seen.State, seen.VideoUrl));
        }
    }

    [Theory]
    [InlineData("/files/v.mp4", "https://reseller.example/files/v.mp4")]
    [InlineData("//evil.example/v.mp4", null)]
    [InlineData("files/v.mp4", null)]
    [InlineData("ftp://evil.example/v.mp4", null)]
    [InlineData("javascript:alert(1)", null)]
    public void Relative_link_counts_from_the_origin_of_the_provider(string link, string? expected)
    {
        foreach (var reseller in s_resellers)
        {
            Assert.Equal(expected, Seen(reseller, $$"""{"status":"completed","video_url":"{{link}}"}""").VideoUrl);
        }
    }

    [Fact]
    public void Success_without_a_link_says_so_in_the_words_of_the_provider()
    {
        foreach (var reseller in s_resellers)
        {
            var seen = Seen(reseller, """{"status":"completed","message":"see your inbox"}""");

            Assert.Equal(
                (TaskState.Succeeded, null, "output_missing_url", "see your inbox"),
                (seen.State, seen.VideoUrl, seen.Failure?.Code, seen.Failure?.ProviderMessage));
        }
    }

    [Theory]
    [InlineData("succeed", TaskState.Succeeded)]
    [InlineData("Finish", TaskState.Succeeded)]
    [InlineData("FINISHED", TaskState.Succeeded)]
    [InlineData("ready", TaskState.Succeeded)]
    [InlineData("Done", TaskState.Succeeded)]
    [InlineData("fail", TaskState.Failed)]
    [InlineData("ERROR", TaskState.Failed)]
    [InlineData("timeout", TaskState.Failed)]
    [InlineData("rejected", TaskState.Failed)]
    [InlineData("canceled", TaskState.Cancelled)]
    [InlineData("In Progress", TaskState.Running)]
    [InlineData("in-progress", TaskState.Running)]
    [InlineData("NOT_START", TaskState.Queued)]
    [InlineData("rendering", TaskState.Unknown)]
    public void State_words_are_read_in_any_spelling(string word, TaskState expected)
    {
        foreach (var reseller in s_resellers)
        {
            Assert.Equal(expected, Seen(reseller, $$"""{"status":"{{word}}"}""").State);
        }
    }

    [Theory]
    [InlineData("""{"code":"success","status":"SUCCESS","data":{"status":"rendering"}}""", TaskState.Unknown)]
    [InlineData("""{"status":"success","data":{"status":"running"}}""", TaskState.Running)]
    public void Inner_word_beats_that_of_the_envelope(string body, TaskState expected)
    {
        foreach (var reseller in s_resellers)
        {
            Assert.Equal(expected, Seen(reseller, body).State);
        }
    }

    [Theory]
    [InlineData("\uFEFF{\"id\":\"t-1\",\"task_id\":\"t-1\",\"status\":\"pending\"}")]
    [InlineData("\r\n {\"id\":\"t-1\",\"task_id\":\"t-1\",\"status\":\"pending\"} \n<!-- served by edge 7 -->")]
    [InlineData("{\"id\":\"t-1\",\"task_id\":\"t-1\",\"eta\":NaN,\"cost\":-Infinity,\"note\":\"NaN: \\\"x\\\"\"}")]
    [InlineData("{\"task_id\":\"t-1\",\"id\":\"t-1\",\"status\":\"pen")]
    [InlineData("{'task_id': 't-1'}")]
    public void Accepted_task_is_found_however_the_answer_is_packed(string body)
    {
        foreach (var reseller in s_resellers)
        {
            Assert.Equal("t-1", Assert.IsType<SubmitAnswer.Accepted>(Wire.Submit(reseller, Answer(body))).TaskId);
        }
    }

    [Theory]
    [InlineData("{\"task_id\":\"t-1")]
    [InlineData("{\"task\":\"t-1\"")]
    [InlineData("<html>502</html>")]
    [InlineData("")]
    public void Answer_that_names_no_whole_task_is_ambiguous(string body)
    {
        foreach (var reseller in s_resellers)
        {
            Assert.IsType<SubmitAnswer.Ambiguous>(Wire.Submit(reseller, Answer(body)));
        }
    }

    [Theory]
    [InlineData("""{"completion_tokens":0,"total_tokens":108900}""", 108_900)]
    [InlineData("""{"completion_tokens":"108900","total_tokens":"0"}""", 108_900)]
    [InlineData("""{"completion_tokens":1.089e5}""", 108_900)]
    [InlineData("""{"completion_tokens":"1.089e5"}""", 108_900)]
    [InlineData("""{"completion_tokens":0,"total_tokens":0}""", 0)]
    public void Zero_does_not_hide_real_usage(string usage, int tokens)
    {
        foreach (var reseller in (string[])[ProviderNames.Gogogotoken, ProviderNames.TokenLab])
        {
            Assert.Equal(
                new ReportedUsage(UsageUnit.Tokens, tokens),
                Seen(reseller, $$"""{"status":"completed","video_url":"{{Link}}","usage":{{usage}}}""").Usage);
        }
    }

    private static TaskLook Seen(string reseller, string body) => Assert.IsType<LookAnswer.Seen>(Wire.Look(reseller, Answer(body))).Look;

    private static HttpAnswer.Response Answer(string body) => new(200, body, Origin: s_origin);
}
