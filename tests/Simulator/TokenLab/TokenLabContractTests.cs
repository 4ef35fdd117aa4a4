using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.TokenLab;

public sealed class TokenLabContractTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Path = "/tokenlab/v1/videos/generations";
    private const string Plain = """{"model":"seedance-2.0","operation":"text-to-video","prompt":"p"}""";

    public static readonly TheoryData<string> DocumentedRequests =
    [
        """
        {"model":"seedance-2.0","operation":"reference-to-video","prompt":"保持同一商品身份和布光，生成缓慢电影感旋转镜头。",
         "reference_images":["https://example.com/product-front.jpg","https://example.com/product-side.jpg"],
         "video_urls":["https://example.com/motion-reference.mp4"],"duration":6,"resolution":"4k","aspect_ratio":"16:9"}
        """,
        """
        {"model":"seedance-2.0-fast","operation":"text-to-video","prompt":"白色棚拍背景上的干净商品揭示镜头，镜头轻微推进。","duration":5,"resolution":"720p","aspect_ratio":"16:9"}
        """,
        Plain,
        """{"model":"seedance-2.0-mini","operation":"image-to-video","prompt":"p","image_url":"https://a.example/1.jpg","resolution":"480p"}""",
        """{"model":"seedance-2.0","operation":"start-end-to-video","prompt":"p","start_image":"https://a.example/1.jpg","end_image":"https://a.example/2.jpg"}""",
        """
        {"model":"seedance-2.0","operation":"reference-to-video","prompt":"p",
         "reference_images":["https://a/1","https://a/2","https://a/3","https://a/4","https://a/5","https://a/6","https://a/7","https://a/8","https://a/9"],
         "video_urls":["https://a/1.mp4","https://a/2.mp4","https://a/3.mp4"],"audio_urls":["https://a/1.mp3","https://a/2.mp3","https://a/3.mp3"]}
        """,
        """{"model":"seedance-2.0","operation":"video-to-video","prompt":"p","video_url":"https://a.example/1.mp4","resolution":"1080p","duration":15}""",
    ];

    public static readonly TheoryData<string, string> WrongFields = new()
    {
        { """{"model":"doubao-seedance-2.0"}""", "model" },
        { """{"operation":"audio-to-video"}""", "operation" },
        { """{"operation":7}""", "operation" },
        { """{"prompt":""}""", "prompt" },
        { """{"duration":3}""", "duration" },
        { """{"duration":16}""", "duration" },
        { """{"duration":4.5}""", "duration" },
        { """{"duration":"5"}""", "duration" },
        { """{"resolution":"2k"}""", "resolution" },
        { """{"model":"seedance-2.0-fast","resolution":"1080p"}""", "resolution" },
        { """{"model":"seedance-2.0-fast","resolution":"4k"}""", "resolution" },
        { """{"model":"seedance-2.0-mini","resolution":"1080p"}""", "resolution" },
        { """{"model":"seedance-2.0-mini","resolution":"4k"}""", "resolution" },
        { """{"aspect_ratio":"2:1"}""", "aspect_ratio" },
        { """{"image_url":"https://a.example/1.jpg"}""", "image_url" },
        { """{"audio_urls":["https://a.example/1.mp3"]}""", "audio_urls" },
        { """{"operation":"image-to-video"}""", "image_url" },
        { """{"operation":"image-to-video","image_url":"x"}""", "image_url" },
        { """{"operation":"start-end-to-video","start_image":"https://a.example/1.jpg"}""", "end_image" },
        { """{"operation":"start-end-to-video","end_image":"https://a.example/1.jpg"}""", "start_image" },
        { """{"operation":"reference-to-video"}""", "reference_images" },
        { """{"operation":"reference-to-video","reference_images":[]}""", "reference_images" },
        { """{"operation":"reference-to-video","audio_urls":["https://a.example/1.mp3"]}""", "reference_images" },
        { """{"operation":"reference-to-video","reference_images":["https://a/1","https://a/2","https://a/3","https://a/4","https://a/5","https://a/6","https://a/7","https://a/8","https://a/9","https://a/10"]}""", "reference_images" },
        { """{"operation":"reference-to-video","reference_images":["https://a/1"],"video_urls":["https://a/1","https://a/2","https://a/3","https://a/4"]}""", "video_urls" },
        { """{"operation":"reference-to-video","reference_images":["https://a/1"],"audio_urls":["https://a/1","https://a/2","https://a/3","https://a/4"]}""", "audio_urls" },
        { """{"operation":"video-to-video"}""", "video_url" },
        { """{"operation":"video-extension"}""", "task_id" },
        { """{"operation":"video-extension","task_id":"task_0"}""", "task_id" },
        { """{"generate_audio":true}""", "generate_audio" },
    };

    [Theory]
    [MemberData(nameof(DocumentedRequests))]
    public async Task Documented_request_is_accepted_with_a_poll_url_relative_to_the_origin(string request)
    {
        var simulator = shared.Host;

        var answer = await simulator.PostAsync(Path, request);

        var id = (string?)answer.Json["id"];
        var model = (string?)JsonNode.Parse(request)!["model"];
        Assert.Equal(200, answer.Status);
        Assert.Equal(
            $$"""{"id":"{{id}}","task_id":"{{id}}","status":"pending","poll_url":"/v1/tasks/{{id}}","model":"{{model}}"}""", answer.Text);
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Wrong_field_is_refused_by_name(string members, string field)
    {
        var simulator = shared.Host;
        var request = JsonNode.Parse(Plain)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        var answer = await simulator.PostAsync(Path, request.ToJsonString());

        Assert.Equal((400, field), (answer.Status, (string?)answer.Json["error"]!["param"]));
        Assert.Equal(field == "model" ? "model_not_found" : "invalid_parameter", (string?)answer.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Task_is_found_at_the_poll_url_and_under_the_prefix()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=2", "GenerationSeconds=10");
        var created = (await simulator.PostAsync(Path, Plain)).Json;
        var id = (string?)created["id"];

        var pending = (await simulator.GetAsync((string)created["poll_url"]!)).Json;
        simulator.Time.Advance(2);
        var processing = (await simulator.GetAsync($"/tokenlab/v1/tasks/{id}")).Json;
        simulator.Time.Advance(10);
        var done = (await simulator.GetAsync($"/v1/tasks/{id}")).Json;

        Assert.Equal(
            ("pending", "processing", "completed"), ((string?)pending["status"], (string?)processing["status"], (string?)done["status"]));
        Assert.Equal(
            ["id", "task_id", "status", "model", "progress", "created_at", "video_url"], done.AsObject().Select(member => member.Key));
        Assert.Equal($"{simulator.Origin}/assets/{id}/video.mp4", (string?)done["video_url"]);
    }

    [Fact]
    public async Task Queued_task_can_be_cancelled_and_costs_nothing()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=5", "Dialects:tokenlab:Balance=10");
        var id = (string?)(await simulator.PostAsync(Path, Plain)).Json["id"];

        var cancelled = (await simulator.DeleteAsync($"/v1/tasks/{id}")).Json;
        simulator.Time.Advance(60);
        var later = (await simulator.GetAsync($"/v1/tasks/{id}")).Json;
        var balance = (await simulator.GetAsync("/admin/stats")).Json["dialects"]!["tokenlab"]!["balance"]!;

        foreach (var body in (JsonNode[])[cancelled, later])
        {
            Assert.Equal(
                ("failed", true, "cancelled"),
                ((string?)body["status"], (bool)body["cancelled"]!, (string?)body["cancellation_status"]));
        }

        Assert.Equal(10m, (decimal)balance);
    }

    [Fact]
    public async Task Running_finished_and_unknown_tasks_cannot_be_cancelled()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=1", "GenerationSeconds=5");
        var id = (string?)(await simulator.PostAsync(Path, Plain)).Json["id"];

        simulator.Time.Advance(2);
        var running = await simulator.DeleteAsync($"/v1/tasks/{id}");
        simulator.Time.Advance(60);
        var finished = await simulator.DeleteAsync($"/tokenlab/v1/tasks/{id}");
        var unknown = await simulator.DeleteAsync("/v1/tasks/task_0");

        Assert.Equal((409, "task_not_cancellable"), (running.Status, (string?)running.Json["error"]!["code"]));
        Assert.Equal((409, "task_not_cancellable"), (finished.Status, (string?)finished.Json["error"]!["code"]));
        Assert.Equal((404, "task_not_found"), (unknown.Status, (string?)unknown.Json["error"]!["code"]));
        Assert.Equal("completed", (string?)(await simulator.GetAsync($"/v1/tasks/{id}")).Json["status"]);
    }

    [Fact]
    public async Task Cancel_may_be_unsupported()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=5");
        var id = (string?)(await simulator.PostAsync(Path, Plain, "cancel-refused")).Json["id"];

        var refused = await simulator.DeleteAsync($"/v1/tasks/{id}");

        Assert.Equal((400, "unsupported_task_cancel"), (refused.Status, (string?)refused.Json["error"]!["code"]));
    }

    [Fact]
    public async Task Completed_task_can_be_extended()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var id = (string?)(await simulator.PostAsync(Path, Plain)).Json["id"];

        var extended = await simulator.PostAsync(Path, $$"""{"model":"seedance-2.0","operation":"video-extension","task_id":"{{id}}"}""");
        var tasks = (await simulator.GetAsync("/admin/tasks")).Json;

        Assert.Equal(200, extended.Status);
        Assert.Equal(216_900, (int)tasks[1]!["quoted"]!["quantity"]!);
    }

    [Theory]
    [InlineData("seedance-2.0", "480p", false, "0.342551")]
    [InlineData("seedance-2.0", "720p", false, "0.736676")]
    [InlineData("seedance-2.0", "1080p", false, "1.837688")]
    [InlineData("seedance-2.0", "4k", false, "3.9204")]
    [InlineData("seedance-2.0", "720p", true, "0.893118")]
    [InlineData("seedance-2.0", "1080p", true, "2.22482")]
    [InlineData("seedance-2.0-fast", "720p", false, "0.592544")]
    [InlineData("seedance-2.0-fast", "720p", true, "0.701735")]
    [InlineData("seedance-2.0-mini", "720p", false, "0.368338")]
    [InlineData("seedance-2.0-mini", "720p", true, "0.446559")]
    public async Task Price_is_the_CNY_list_at_the_fixed_rate(string model, string resolution, bool videoInput, string amount)
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var input = videoInput
            ? """ "operation":"video-to-video","video_url":"https://a.example/in-5s.mp4" """
            : """ "operation":"text-to-video" """;

        await simulator.PostAsync(Path, $$"""{"model":"{{model}}","prompt":"p","duration":5,"resolution":"{{resolution}}",{{input}}}""");

        var task = (await simulator.GetAsync("/admin/tasks")).Json[0]!;
        Assert.Equal(decimal.Parse(amount, null), (decimal)task["billed_amount"]!);
    }

    [Fact]
    public async Task Balance_is_reserved_at_create_and_given_back_when_the_task_fails()
    {
        await using var simulator = await SimulatorHost.StartAsync("Dialects:tokenlab:Balance=1");
        var failing = (string?)(await simulator.PostAsync(Path, Plain, "failed")).Json["id"];

        var reserved = await simulator.PostAsync(Path, Plain);
        simulator.Time.Advance(60);
        await simulator.GetAsync($"/v1/tasks/{failing}");
        var afterwards = await simulator.PostAsync(Path, Plain);

        Assert.Equal((402, "insufficient_balance"), (reserved.Status, (string?)reserved.Json["error"]!["code"]));
        Assert.Equal(200, afterwards.Status);
    }

    [Fact]
    public async Task Wrong_key_is_refused_on_all_three_calls()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Authorization = null;

        var created = await simulator.PostAsync(Path, Plain);
        var polled = await simulator.GetAsync("/v1/tasks/task_0");
        var cancelled = await simulator.DeleteAsync("/v1/tasks/task_0");

        Assert.Equal((401, 401, 401), (created.Status, polled.Status, cancelled.Status));
        Assert.Equal("invalid_api_key", (string?)cancelled.Json["error"]!["code"]);
    }
}
