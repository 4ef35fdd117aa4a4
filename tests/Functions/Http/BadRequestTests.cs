using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Http;

/// <summary>Whatever is wrong with a request, the answer is problem details with a stable code and the field named; never a 500.</summary>
public sealed class BadRequestTests
{
    // Body, status, code, field, the field's code.
    public static TheoryData<string, int, string, string?, string?> Bodies => new()
    {
        { "{", 400, "invalid_json", null, null },
        { "", 400, "invalid_json", null, null },
        { "[]", 400, "invalid_request", "", "wrong_type" },
        { """{"prompt":"x","colour":"red"}""", 400, "invalid_request", "colour", "unknown_field" },
        { """{"prompt":"x","duration":"five"}""", 400, "invalid_request", "duration", "wrong_type" },
        { """{"prompt":"x","duration":5.5}""", 400, "invalid_request", "duration", "wrong_type" },
        { """{"prompt":"x","duration":0}""", 400, "invalid_request", "duration", "out_of_range" },
        { """{"prompt":"x","duration":1000000}""", 400, "invalid_request", "duration", "out_of_range" },
        { """{"prompt":7}""", 400, "invalid_request", "prompt", "wrong_type" },
        { """{"prompt":""}""", 400, "invalid_request", "prompt", "empty" },
        { """{"prompt":"   "}""", 400, "invalid_request", "prompt", "empty" },
        { "{}", 400, "invalid_request", "prompt", "required" },
        { """{"prompt":"x","resolution":"8k"}""", 400, "invalid_request", "resolution", "unknown_value" },
        { """{"prompt":"x","provider":"nobody"}""", 400, "invalid_request", "provider", "unknown_value" },
        { """{"prompt":"x","first_frame":"ftp://a/b.png"}""", 400, "invalid_request", "first_frame", "invalid_url" },
        { """{"prompt":"x","reference_audios":["https://example.com/a.mp3"]}""", 400, "invalid_request", "reference_audios", "audio_alone" },
        { """{"prompt":"x","metadata":{"Bad Key":"v"}}""", 400, "invalid_request", "metadata", "invalid_key" },
        { """{"prompt":"x","provider":"tokenhub","resolution":"1080p"}""", 422, "unsupported_by_provider", "resolution", null },
        { """{"prompt":"x","provider":"tokenhub","seed":7}""", 422, "unsupported_by_provider", "seed", null },
        { """{"prompt":"x","max_cost_usd":"0.000001"}""", 422, "no_provider", "max_cost_usd", null },
        { """{"prompt":"x","source_task_id":"vid_none"}""", 422, "no_provider", "source_task_id", "source_not_ready" },
    };

    [Fact]
    public async Task Bad_bodies_are_answered_with_their_code_and_field()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        foreach (object?[] row in Bodies)
        {
            var (body, status, code) = ((string)row[0]!, (int)row[1]!, (string)row[2]!);
            var (field, fieldCode) = ((string?)row[3], (string?)row[4]);
            using var response = await host.PostAsync("/api/videos", body);

            var problem = await ReadAsync(response);
            Assert.True((int)response.StatusCode == status, $"{body}: {problem}");
            Assert.True(problem.GetProperty("code").GetString() == code, $"{body}: {problem}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            if (field is not null)
            {
                var errors = problem.GetProperty("errors").EnumerateArray().Where(error => error.GetProperty("field").GetString() == field).ToList();
                Assert.True(errors.Count > 0, $"{body}: {problem}");
                Assert.True(fieldCode is null || errors.Any(error => error.GetProperty("code").GetString() == fieldCode), $"{body}: {problem}");
            }
        }

        Assert.Equal(0, await world.Simulator.ReceivedAsync(""));
    }

    [Fact]
    public async Task Prompt_that_is_too_long_and_body_that_is_too_large_are_refused()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        using var longPrompt = await host.PostAsync("/api/videos", new { prompt = new string('x', 2001) });
        using var huge = await host.PostAsync("/api/videos", new { prompt = "x", first_frame = new string('x', 50 * 1024 * 1024) });

        Assert.Equal("prompt", (await ReadAsync(longPrompt)).GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        Assert.Equal("body_too_large", (await ReadAsync(huge)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/videos/vid_nobody", 404, "video_not_found")]
    [InlineData("GET", "/api/videos/..%2Fjobs", 404, "video_not_found")]
    [InlineData("DELETE", "/api/videos/vid_nobody", 404, "video_not_found")]
    [InlineData("GET", "/api/videos/vid_nobody/content", 404, "video_not_found")]
    [InlineData("GET", "/api/videos?status=odd", 400, "invalid_query")]
    [InlineData("GET", "/api/videos?limit=0", 400, "invalid_query")]
    [InlineData("GET", "/api/videos?cursor=nonsense", 400, "invalid_query")]
    [InlineData("GET", "/api/videos?created_after=yesterday", 400, "invalid_query")]
    [InlineData("GET", "/api/usage?from=soon", 400, "invalid_query")]
    [InlineData("GET", "/api/usage?group_by=mood", 400, "invalid_query")]
    [InlineData("GET", "/api/usage?from=2026-02-01&to=2026-01-01", 400, "invalid_query")]
    [InlineData("POST", "/api/videos/vid_nobody/resolve", 403, "operator_key_required")]
    [InlineData("POST", "/api/callbacks/tokenhub/vid_nobody/1?sig=forged", 403, "invalid_signature")]
    public async Task Bad_calls_are_answered_with_their_code(string method, string route, int status, string code)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), route));

        Assert.Equal((status, code), ((int)response.StatusCode, (await ReadAsync(response)).GetProperty("code").GetString()));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
