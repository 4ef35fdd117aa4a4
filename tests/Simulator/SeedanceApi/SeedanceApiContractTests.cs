using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.SeedanceApi;

public sealed class SeedanceApiContractTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Path = "/seedanceapi/v2/generate";

    public static readonly TheoryData<string, int> DocumentedRequests = new()
    {
        { """{"prompt":"A cinematic aerial shot over coastline at golden hour","aspect_ratio":"16:9","duration":10,"model":"seedance-2.0"}""", 480 },
        { """{"prompt":"A slow dolly shot through a neon-lit street in the rain","aspect_ratio":"16:9","duration":10,"model":"seedance-2.0"}""", 480 },
        { """{"prompt":"The subject walks forward and looks at the camera","images":["https://example.com/reference.jpg"],"duration":5,"model":"seedance-2.0"}""", 240 },
        { """{"prompt":"Sunrise over misty mountains with birds crossing the frame","aspect_ratio":"9:16","duration":15,"model":"seedance-2.0-fast"}""", 480 },
        { """{"prompt":"A compact product demo with smooth camera motion and clean lighting","aspect_ratio":"1:1","resolution":"720p","duration":8,"model":"seedance-2-mini"}""", 246 },
        { """{"prompt":"p"}""", 240 },
        { """{"prompt":"p","duration":15,"resolution":"1080p"}""", 720 },
        { """{"prompt":"p","duration":5,"model":"seedance-2.0-fast","resolution":"480p"}""", 160 },
        { """{"prompt":"p","duration":10,"model":"seedance-2.0-fast"}""", 320 },
        { """{"prompt":"p","model":"seedance-2-mini","resolution":"480p","duration":7}""", 100 },
        { """{"prompt":"p","model":"seedance-2-mini","resolution":"480p","duration":7,"reference_video_urls":["https://a.example/1.mp4"]}""", 63 },
        { """{"prompt":"p","model":"seedance-2-mini","resolution":"720p","duration":5,"reference_video_urls":["https://a.example/1.mp4"]}""", 94 },
        { """{"prompt":"p","model":"seedance-2-mini","resolution":"1080p","duration":5}""", 154 },
        { """{"prompt":"p","model":"seedance-2-mini","duration":4,"aspect_ratio":"adaptive","reference_audio_urls":["https://a.example/1.mp3"]}""", 123 },
        { """{"prompt":"p","images":["https://a/1","https://a/2","https://a/3","https://a/4"],"public":false,"callback_url":"https://hooks.example/x"}""", 240 },
    };

    public static readonly TheoryData<string, string> WrongFields = new()
    {
        { """{"prompt":""}""", "INVALID_PROMPT" },
        { """{"prompt":null}""", "INVALID_PROMPT" },
        { """{"prompt":["p"]}""", "INVALID_PROMPT" },
        { """{"aspect_ratio":"1:1"}""", "INVALID_ASPECT_RATIO" },
        { """{"aspect_ratio":"21:9","model":"seedance-2.0-fast"}""", "INVALID_ASPECT_RATIO" },
        { """{"aspect_ratio":"adaptive"}""", "INVALID_ASPECT_RATIO" },
        { """{"aspect_ratio":"2:1","model":"seedance-2-mini"}""", "INVALID_ASPECT_RATIO" },
        { """{"duration":4}""", "INVALID_DURATION" },
        { """{"duration":7,"model":"seedance-2.0-fast"}""", "INVALID_DURATION" },
        { """{"duration":20}""", "INVALID_DURATION" },
        { """{"duration":"5"}""", "INVALID_DURATION" },
        { """{"duration":3,"model":"seedance-2-mini"}""", "INVALID_DURATION" },
        { """{"duration":16,"model":"seedance-2-mini"}""", "INVALID_DURATION" },
        { """{"duration":5.5,"model":"seedance-2-mini"}""", "INVALID_DURATION" },
        { """{"images":["https://a/1","https://a/2","https://a/3","https://a/4","https://a/5"]}""", "TOO_MANY_IMAGES" },
        { """{"images":[]}""", "INVALID_PARAMETER" },
        { """{"images":["data:image/png;base64,AAAA"]}""", "INVALID_PARAMETER" },
        { """{"resolution":"4k"}""", "INVALID_PARAMETER" },
        { """{"model":"seedance-2.0-mini"}""", "INVALID_PARAMETER" },
        { """{"reference_video_urls":["https://a/1.mp4"]}""", "INVALID_PARAMETER" },
        { """{"reference_audio_urls":["https://a/1.mp3"],"model":"seedance-2.0-fast"}""", "INVALID_PARAMETER" },
        { """{"callback_url":"ftp://a"}""", "INVALID_PARAMETER" },
        { """{"public":"no"}""", "INVALID_PARAMETER" },
        { """{"seed":7}""", "INVALID_PARAMETER" },
    };

    [Theory]
    [MemberData(nameof(DocumentedRequests))]
    public async Task Documented_request_is_accepted_at_the_documented_credits(string request, int credits)
    {
        var simulator = shared.Host;

        var answer = await simulator.PostAsync(Path, request);

        var id = (string?)answer.Json["data"]!["task_id"];
        Assert.Equal(200, answer.Status);
        Assert.Matches("^n[0-9a-f]+sd2", id);
        Assert.Equal(
            $$$"""{"code":200,"message":"success","data":{"task_id":"{{{id}}}","status":"IN_PROGRESS","consumed_credits":{{{credits}}}}}""",
            answer.Text);
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Wrong_field_is_refused_with_the_documented_code(string members, string code)
    {
        var simulator = shared.Host;
        var request = JsonNode.Parse("""{"prompt":"p"}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        var answer = await simulator.PostAsync(Path, request.ToJsonString());

        Assert.Equal((400, 400), (answer.Status, (int)answer.Json["code"]!));
        Assert.Equal(code, (string?)answer.Json["error"]!["code"]);
    }

    [Theory]
    [InlineData(2000, 200)]
    [InlineData(2001, 400)]
    public async Task Prompt_has_at_most_2000_characters(int length, int status)
    {
        var simulator = shared.Host;

        Assert.Equal(status, (await simulator.PostAsync(Path, $$"""{"prompt":"{{new string('p', length)}}"}""")).Status);
    }

    [Fact]
    public async Task Status_is_the_documented_one_while_running_and_at_the_end()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var id = (string?)(await simulator.PostAsync(
            Path, """{"prompt":"A slow dolly shot","aspect_ratio":"16:9","duration":10,"model":"seedance-2.0"}""")).Json["data"]!["task_id"];

        var running = await simulator.GetAsync($"/seedanceapi/v2/status?task_id={id}");
        simulator.Time.Advance(60);
        var done = await simulator.GetAsync($"/v2/status?task_id={id}");

        var start = $$"""{"code":200,"message":"success","data":{"task_id":"{{id}}","status":""";
        const string Middle = ""","consumed_credits":480,"created_at":"2026-04-03T10:30:00Z","request":{"prompt":"A slow dolly shot","aspect_ratio":"16:9","duration":10},"response":""";
        Assert.Equal(start + "\"IN_PROGRESS\"" + Middle + """[],"error_message":null}}""", running.Text);
        Assert.Equal(
            start + "\"SUCCESS\"" + Middle + $$$"""["{{{simulator.Origin}}}/assets/{{{id}}}/video.mp4"],"error_message":null}}""", done.Text);
    }

    [Fact]
    public async Task Wrong_key_no_credits_and_unknown_task_have_their_codes()
    {
        await using var simulator = await SimulatorHost.StartAsync("Dialects:seedanceapi:Balance=200");

        var poor = await simulator.PostAsync(Path, """{"prompt":"p"}""");
        var unknown = await simulator.GetAsync("/seedanceapi/v2/status?task_id=n0");
        var unnamed = await simulator.GetAsync("/seedanceapi/v2/status");
        simulator.Client.DefaultRequestHeaders.Authorization = new("Bearer", "invalid");
        var denied = await simulator.PostAsync(Path, """{"prompt":"p"}""");
        var blind = await simulator.GetAsync("/seedanceapi/v2/status?task_id=n0");

        Assert.Equal((402, "INSUFFICIENT_CREDITS"), (poor.Status, (string?)poor.Json["error"]!["code"]));
        Assert.Equal((404, "TASK_NOT_FOUND"), (unknown.Status, (string?)unknown.Json["error"]!["code"]));
        Assert.Equal(404, unnamed.Status);
        Assert.Equal((401, "INVALID_API_KEY"), (denied.Status, (string?)denied.Json["error"]!["code"]));
        Assert.Equal(401, blind.Status);
    }

    [Fact]
    public async Task Internal_error_has_its_code()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.PostAsync(Path, """{"prompt":"p"}""", "error-before");

        Assert.Equal((500, "INTERNAL_ERROR"), (answer.Status, (string?)answer.Json["error"]!["code"]));
    }

    [Fact]
    public async Task Local_callback_is_refused_where_the_documented_rule_is_kept()
    {
        await using var simulator = await SimulatorHost.StartAsync("AllowLocalCallbacks=false");

        var answer = await simulator.PostAsync(Path, """{"prompt":"p","callback_url":"http://localhost:7071/x"}""");

        Assert.Equal((400, "INVALID_PARAMETER"), (answer.Status, (string?)answer.Json["error"]!["code"]));
    }
}
