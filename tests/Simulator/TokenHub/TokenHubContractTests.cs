using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.TokenHub;

public sealed class TokenHubContractTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Path = "/tokenhub/api/v1/videos/generations";

    public static readonly TheoryData<string> DocumentedRequests =
    [
        """
        {"model":"doubao-seedance-2.0","prompt":"A golden retriever running on a sunny beach, waves crashing in the background, cinematic slow motion, 4K quality","duration":5,"resolution":"720p","aspect_ratio":"16:9","watermark":false}
        """,
        """
        {"model":"doubao-seedance-2.0","prompt":"A majestic eagle soaring over snow-capped mountains, golden hour lighting, cinematic aerial shot","duration":5,"resolution":"720p","aspect_ratio":"16:9","watermark":false}
        """,
        """
        {"model":"doubao-seedance-2.0","prompt":"The woman in the photo turns to face the camera and smiles warmly, her hair gently blowing in the wind","duration":5,"resolution":"720p","image_url":"https://your-bucket.com/portrait.jpg","watermark":false}
        """,
        """{"model":"doubao-seedance-2.0-fast","prompt":"p"}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","duration":4,"resolution":"480p","aspect_ratio":"adaptive","generate_audio":true}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","duration":15,"image_urls":["https://a.example/1.jpg","https://a.example/2.jpg"]}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","video_urls":["https://a.example/1.mp4","https://a.example/2.mp4"],"video_durations":[3,5]}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","video_url":"https://a.example/1.mp4","input_video_duration":5}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","audio_url":"https://a.example/1.mp3","image_url":"https://a.example/1.jpg"}""",
        """{"model":"doubao-seedance-2.0","prompt":"p","audio_urls":["https://a.example/1.mp3","https://a.example/2.mp3","https://a.example/3.mp3"]}""",
        """
        {"model":"doubao-seedance-2.0","prompt":"p","content":[
          {"type":"image_url","image_url":{"url":"https://a.example/1.jpg"},"role":"first_frame"},
          {"type":"image_url","image_url":{"url":"https://a.example/2.jpg"},"role":"last_frame"}]}
        """,
        """
        {"model":"doubao-seedance-2.0","prompt":"p","content":[
          {"type":"image_url","image_url":{"url":"https://a.example/1.jpg"},"role":"reference_image"},
          {"type":"video_url","video_url":{"url":"https://a.example/1.mp4"},"role":"reference_video"},
          {"type":"audio_url","audio_url":{"url":"https://a.example/1.mp3"},"role":"reference_audio"}]}
        """,
    ];

    /// <summary>Members to put over a good request, and the field that must be blamed.</summary>
    public static readonly TheoryData<string, string> WrongFields = new()
    {
        { """{"model":null}""", "model" },
        { """{"model":"seedance-2.0"}""", "model" },
        { """{"model":"doubao-seedance-2.0-mini"}""", "model" },
        { """{"prompt":""}""", "prompt" },
        { """{"prompt":7}""", "prompt" },
        { """{"duration":3}""", "duration" },
        { """{"duration":16}""", "duration" },
        { """{"duration":"5"}""", "duration" },
        { """{"duration":1e400}""", "duration" },
        { """{"resolution":"1080p"}""", "resolution" },
        { """{"resolution":720}""", "resolution" },
        { """{"aspect_ratio":"2:1"}""", "aspect_ratio" },
        { """{"image_url":"portrait.jpg"}""", "image_url" },
        { """{"image_url":"data:image/png;base64,AAAA"}""", "image_url" },
        { """{"image_urls":"https://a.example/1.jpg"}""", "image_urls" },
        { """{"image_urls":[1]}""", "image_urls" },
        { """{"video_urls":["https://a.example/1.mp4","https://a.example/2.mp4","https://a.example/3.mp4","https://a.example/4.mp4"]}""", "video_urls" },
        { """{"video_url":"https://a.example/0.mp4","video_urls":["https://a.example/1.mp4","https://a.example/2.mp4","https://a.example/3.mp4"]}""", "video_urls" },
        { """{"video_urls":["https://a.example/1.mp4"],"video_durations":[3,5]}""", "video_durations" },
        { """{"video_urls":["https://a.example/1.mp4"],"video_durations":[0]}""", "video_durations" },
        { """{"video_urls":["https://a.example/1.mp4"],"video_durations":[1e400]}""", "video_durations" },
        { """{"input_video_duration":5}""", "input_video_duration" },
        { """{"audio_urls":["https://a.example/1.mp3","https://a.example/2.mp3","https://a.example/3.mp3","https://a.example/4.mp3"]}""", "audio_urls" },
        { """{"generate_audio":"yes"}""", "generate_audio" },
        { """{"watermark":0}""", "watermark" },
        { """{"seed":7}""", "seed" },
        { """{"content":{}}""", "content" },
        { """{"content":[{"role":"first_frame"}]}""", "content" },
        { """{"content":[{"type":"text","text":"p"}]}""", "content" },
        { """{"content":[{"type":"image_url","role":"first_frame"}]}""", "content" },
        { """{"content":[{"type":"image_url","image_url":{"url":"x"},"role":"first_frame"}]}""", "content" },
        { """{"content":[{"type":"image_url","image_url":{"url":"https://a.example/1.jpg"},"role":"reference_video"}]}""", "content" },
        {
            """
            {"content":[{"type":"image_url","image_url":{"url":"https://a.example/1.jpg"},"role":"last_frame"},
                        {"type":"image_url","image_url":{"url":"https://a.example/2.jpg"},"role":"last_frame"}]}
            """, "content"
        },
        {
            """
            {"content":[{"type":"image_url","image_url":{"url":"https://a.example/1.jpg"},"role":"first_frame"},
                        {"type":"image_url","image_url":{"url":"https://a.example/2.jpg"},"role":"first_frame"}]}
            """, "content"
        },
    };

    [Theory]
    [MemberData(nameof(DocumentedRequests))]
    public async Task Documented_request_is_accepted_with_the_documented_answer(string request)
    {
        var simulator = shared.Host;

        var answer = await simulator.PostAsync(Path, request);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["id", "object", "model", "status", "created"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal("video.generation.task", (string?)answer.Json["object"]);
        Assert.Equal("queued", (string?)answer.Json["status"]);
        Assert.Equal((string?)JsonNode.Parse(request)!["model"], (string?)answer.Json["model"]);
        Assert.Equal(simulator.Time.GetUtcNow().ToUnixTimeSeconds(), (long?)answer.Json["created"]);
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Wrong_field_is_refused_by_name(string members, string field)
    {
        var simulator = shared.Host;
        var request = JsonNode.Parse("""{"model":"doubao-seedance-2.0","prompt":"p"}""")!.AsObject();
        var overlay = members.Contains("1e400", StringComparison.Ordinal) ? null : JsonNode.Parse(members)!.AsObject();
        foreach (var (name, value) in overlay ?? [])
        {
            request[name] = value?.DeepClone();
        }

        var json = overlay is null ? $"{{\"model\":\"doubao-seedance-2.0\",\"prompt\":\"p\",{members[1..]}" : request.ToJsonString();
        var answer = await simulator.PostAsync(Path, json);

        Assert.Equal(400, answer.Status);
        Assert.Equal(field, (string?)answer.Json["error"]!["param"]);
        Assert.Equal(field == "model" ? "model_not_found" : "invalid_parameter", (string?)answer.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Task_goes_from_queued_over_running_to_succeeded_with_the_documented_fields()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=2", "GenerationSeconds=10");
        var id = (string?)(await simulator.PostAsync(Path, """{"model":"doubao-seedance-2.0","prompt":"p","duration":6}""")).Json["id"];

        Assert.Equal("queued", (string?)(await simulator.GetAsync($"{Path}/{id}")).Json["status"]);
        simulator.Time.Advance(2);
        Assert.Equal("running", (string?)(await simulator.GetAsync($"{Path}/{id}")).Json["status"]);
        simulator.Time.Advance(10);
        var done = (await simulator.GetAsync($"{Path}/{id}")).Json;

        Assert.Equal(
            ["id", "object", "model", "status", "created", "data", "usage"], done.AsObject().Select(member => member.Key));
        Assert.Equal("succeeded", (string?)done["status"]);
        Assert.Equal($"{simulator.Origin}/assets/{id}/video.mp4", (string?)done["data"]![0]!["video_url"]);
        Assert.Equal($"{simulator.Origin}/assets/{id}/cover.jpg", (string?)done["data"]![0]!["cover_image_url"]);
        Assert.Equal("""{"video_duration":6}""", done["usage"]!.ToJsonString());
    }

    [Theory]
    [InlineData("doubao-seedance-2.0", "720p", 10, "1.00", "2.00")]
    [InlineData("doubao-seedance-2.0", "480p", 10, "0.60", "1.20")]
    [InlineData("doubao-seedance-2.0-fast", "720p", 10, "0.80", "1.60")]
    [InlineData("doubao-seedance-2.0-fast", "480p", 10, "0.50", "1.00")]
    public async Task Price_is_the_documented_rate_for_seconds_in_and_out(
        string model, string resolution, int seconds, string input, string output)
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        await simulator.PostAsync(Path, $$"""
            {"model":"{{model}}","prompt":"p","duration":{{seconds}},"resolution":"{{resolution}}","video_url":"https://a.example/1.mp4","input_video_duration":5}
            """);

        var task = (await simulator.GetAsync("/admin/tasks")).Json[0]!;

        var expected = decimal.Parse(input, null) + decimal.Parse(output, null);
        Assert.Equal(expected, (decimal)task["billed_amount"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer invalid")]
    [InlineData("Basic dGg6dGg=")]
    public async Task Missing_or_wrong_key_is_refused_on_both_calls(string? authorization)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Authorization = null;
        if (authorization is not null)
        {
            simulator.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        var created = await simulator.PostAsync(Path, """{"model":"doubao-seedance-2.0","prompt":"p"}""");
        var polled = await simulator.GetAsync($"{Path}/x");

        Assert.Equal((401, 401), (created.Status, polled.Status));
        Assert.Equal("invalid_api_key", (string?)created.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Balance_that_does_not_cover_the_price_is_refused_with_402()
    {
        await using var simulator = await SimulatorHost.StartAsync("Dialects:tokenhub:Balance=1.50", "GenerationSeconds=0", "QueueSeconds=0");
        const string Request = """{"model":"doubao-seedance-2.0","prompt":"p"}""";

        var first = await simulator.PostAsync(Path, Request);
        var second = await simulator.PostAsync(Path, Request);

        Assert.Equal((200, 402), (first.Status, second.Status));
        Assert.Equal("insufficient_balance", (string?)second.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Unknown_task_and_the_task_of_another_account_are_404()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var id = (string?)(await simulator.PostAsync(Path, """{"model":"doubao-seedance-2.0","prompt":"p"}""")).Json["id"];

        var unknown = await simulator.GetAsync($"{Path}/{Guid.Empty}");
        simulator.Client.DefaultRequestHeaders.Authorization = new("Bearer", "th-other");
        var foreign = await simulator.GetAsync($"{Path}/{id}");

        Assert.Equal((404, 404), (unknown.Status, foreign.Status));
        Assert.Equal("task_not_found", (string?)unknown.Json["error"]!["code"]);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("", 400)]
    [InlineData("""{"model":"doubao-seedance-2.0","prompt":"\ud800"}""", 400)]
    [InlineData("""{"model":"doubao-seedance-2.0","prompt":"p","prompt":"q"}""", 400)]
    public async Task Body_that_is_no_object_is_refused(string body, int status)
    {
        var simulator = shared.Host;

        Assert.Equal(status, (await simulator.PostAsync(Path, body)).Status);
    }
}
