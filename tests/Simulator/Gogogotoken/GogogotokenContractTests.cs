using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Gogogotoken;

public sealed class GogogotokenContractTests(SharedSimulator shared) : IClassFixture<SharedSimulator>
{
    private const string Path = "/gogogotoken/v1/video/generations";
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static readonly TheoryData<string> DocumentedRequests =
    [
        """
        {"model":"doubao-seedance-2-0","prompt":"a premium smartwatch rotating on a clean studio pedestal, soft product lighting, slow camera push-in","seconds":"5","size":"1080x1920"}
        """,
        $$"""
        {"model":"doubao-seedance-2-0-fast","prompt":"turn the product image into a polished product showcase video with slow camera movement","seconds":"5","size":"720x1280","first_frame_image":"data:image/png;base64,{{Png}}"}
        """,
        """
        {"model":"doubao-seedance-2-0-fast","prompt":"一款智能手表在白色展示台上缓慢旋转，柔和棚拍光线，镜头平稳推进","seconds":"5","size":"480x854"}
        """,
        """
        {"model":"doubao-seedance-2-0","prompt":"基于产品首帧生成一段展示视频，镜头缓慢推进，突出产品材质和屏幕细节","images":["https://assets.example.com/product-watch.jpg"],"seconds":"5","size":"720x1280"}
        """,
        """
        {"model":"doubao-seedance-2-0","prompt":"让产品在展示台上缓慢旋转，背景保持简洁，画面稳定且突出品牌质感","images":["https://assets.example.com/product-watch.jpg"],"seconds":"6","size":"1080x1920",
         "metadata":{"content":[{"type":"image_url","image_url":{"url":"https://assets.example.com/product-watch.jpg"},"role":"first_frame"},
                                {"type":"video_url","video_url":{"url":"https://assets.example.com/reference-motion.mp4"}}]}}
        """,
        """{"model":"doubao-seedance-2-0","prompt":"p"}""",
        """{"model":"doubao-seedance-2-0","prompt":"p","duration":8}""",
        """{"model":"doubao-seedance-2-0","prompt":"p","seconds":"8","duration":8}""",
        """{"model":"doubao-seedance-2-0","prompt":"p","seconds":"15","size":"854x480","metadata":{"resolution":"1080p","ratio":"16:9","frames":120,"seed":7}}""",
        $$"""{"model":"doubao-seedance-2-0","prompt":"p","first_frame_image":"{{Png}}","last_frame_image":"data:image/jpeg;base64,{{Png}}"}""",
    ];

    /// <summary>Members to put over a good request, and the field that the message must begin with.</summary>
    public static readonly TheoryData<string, string> WrongFields = new()
    {
        { """{"model":"doubao-seedance-2.0"}""", "model" },
        { """{"model":"seedance-2.0-mini"}""", "model" },
        { """{"prompt":" "}""", "prompt" },
        { """{"seconds":5}""", "seconds" },
        { """{"seconds":"3"}""", "seconds" },
        { """{"seconds":"16"}""", "seconds" },
        { """{"seconds":"5.5"}""", "seconds" },
        { """{"duration":16}""", "duration" },
        { """{"duration":"5"}""", "duration" },
        { """{"seconds":"5","duration":6}""", "duration" },
        { """{"size":"720p"}""", "size" },
        { """{"size":"100x100"}""", "size" },
        { """{"size":720}""", "size" },
        { """{"model":"doubao-seedance-2-0-fast","size":"1080x1920"}""", "size" },
        { """{"model":"doubao-seedance-2-0-fast","metadata":{"resolution":"1080p"}}""", "size" },
        { """{"images":"https://a.example/1.jpg"}""", "images" },
        { """{"images":["data:image/png;base64,AAAA"]}""", "images" },
        { """{"images":["https://a/1","https://a/2","https://a/3","https://a/4","https://a/5","https://a/6","https://a/7","https://a/8","https://a/9","https://a/10","https://a/11"]}""", "images" },
        { """{"first_frame_image":"https://a.example/1.jpg"}""", "first_frame_image" },
        { """{"first_frame_image":"data:image/png;base64,<BASE64_IMAGE>"}""", "first_frame_image" },
        { """{"last_frame_image":"####"}""", "last_frame_image" },
        { """{"metadata":[]}""", "metadata" },
        { """{"metadata":{"resolution":"2k"}}""", "metadata.resolution" },
        { """{"metadata":{"ratio":"2:1"}}""", "metadata.ratio" },
        { """{"metadata":{"seed":"7"}}""", "metadata.seed" },
        { """{"metadata":{"content":{}}}""", "metadata.content" },
        { """{"metadata":{"content":[{"type":"text","text":"p"}]}}""", "metadata.content" },
        { """{"metadata":{"content":[{"type":"video_url"}]}}""", "metadata.content" },
        { """{"metadata":{"content":[{"type":"video_url","video_url":{"url":"https://a/1.mp4"},"role":"first_frame"}]}}""", "metadata.content" },
        {
            """
            {"metadata":{"content":[{"type":"video_url","video_url":{"url":"https://a/1.mp4"}},{"type":"video_url","video_url":{"url":"https://a/2.mp4"}},
             {"type":"video_url","video_url":{"url":"https://a/3.mp4"}},{"type":"video_url","video_url":{"url":"https://a/4.mp4"}}]}}
            """, "metadata.content"
        },
        { """{"aspect_ratio":"16:9"}""", "aspect_ratio" },
    };

    [Theory]
    [MemberData(nameof(DocumentedRequests))]
    public async Task Documented_request_is_accepted_with_the_fields_of_both_guides(string request)
    {
        var simulator = shared.Host;

        var answer = await simulator.PostAsync(Path, request);

        var id = (string?)answer.Json["id"];
        var model = (string?)JsonNode.Parse(request)!["model"];
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("task_", id, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"id":"{{id}}","task_id":"{{id}}","object":"video","model":"{{model}}","status":"queued","progress":0}""",
            answer.Text);
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Wrong_field_is_refused_by_name(string members, string field)
    {
        var simulator = shared.Host;
        var request = JsonNode.Parse("""{"model":"doubao-seedance-2-0","prompt":"p"}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        var answer = await simulator.PostAsync(Path, request.ToJsonString());

        Assert.Equal(400, answer.Status);
        Assert.StartsWith($"{field}: ", (string?)answer.Json["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(field == "model" ? "model_not_found" : "invalid_request", (string?)answer.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Completed_task_is_the_documented_one()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=2", "GenerationSeconds=10");
        var id = (string?)(await simulator.PostAsync(Path, """{"model":"doubao-seedance-2-0","prompt":"p","seconds":"5","size":"720x1280"}""")).Json["id"];

        Assert.Equal("queued", (string?)(await simulator.GetAsync($"{Path}/{id}")).Json["status"]);
        simulator.Time.Advance(7);
        var running = (await simulator.GetAsync($"{Path}/{id}")).Json;
        simulator.Time.Advance(5);
        var done = await simulator.GetAsync($"{Path}/{id}");

        Assert.Equal(("running", 50), ((string?)running["status"], (int)running["progress"]!));
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","task_id":"{{{id}}}","object":"video","model":"doubao-seedance-2-0","status":"completed","progress":100,"output":{"video_url":"{{{simulator.Origin}}}/assets/{{{id}}}/video.mp4"},"usage":{"total_tokens":108900,"completion_tokens":108900}}""",
            done.Text);
    }

    [Fact]
    public async Task Twin_shows_the_task_as_OpenAI_does()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=10");
        var id = (string?)(await simulator.PostAsync(Path, """{"model":"doubao-seedance-2-0","prompt":"p","seconds":"5","size":"720x1280"}""")).Json["id"];

        var running = (await simulator.GetAsync($"/gogogotoken/v1/videos/{id}")).Json;
        simulator.Time.Advance(10);
        var done = (await simulator.GetAsync($"/v1/videos/{id}")).Json;

        Assert.Equal("in_progress", (string?)running["status"]);
        Assert.Equal(
            ["id", "object", "created_at", "completed_at", "model", "status", "progress", "seconds", "size", "output", "usage"],
            done.AsObject().Select(member => member.Key));
        Assert.Equal(("completed", "5", "720x1280"), ((string?)done["status"], (string?)done["seconds"], (string?)done["size"]));
    }

    [Theory]
    [InlineData("doubao-seedance-2-0", "5", "1280x720", "", 108_900, "0.7623")]
    [InlineData("doubao-seedance-2-0", "15", "720x1280", "", 324_900, "2.2743")]
    [InlineData("doubao-seedance-2-0", "15", "1280x720", "https://a.example/motion-15s.mp4", 648_900, "2.79027")]
    [InlineData("doubao-seedance-2-0", "5", "480x854", "", 48_438, "0.339066")]
    [InlineData("doubao-seedance-2-0", "5", "864x496", "", 50_638, "0.354466")]
    [InlineData("doubao-seedance-2-0", "5", "1080x1920", "", 245_025, "1.886692")]
    [InlineData("doubao-seedance-2-0", "5", "3840x2160", "", 980_100, "3.9204")]
    [InlineData("doubao-seedance-2-0-fast", "5", "1280x720", "", 108_900, "0.60984")]
    [InlineData("doubao-seedance-2-0-fast", "5", "1280x720", "https://a.example/motion.mp4", 216_900, "0.71577")]
    public async Task Tokens_and_price_follow_the_official_list(
        string model, string seconds, string size, string video, int tokens, string amount)
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var metadata = video.Length == 0 ? "{}" : $$"""{"content":[{"type":"video_url","video_url":{"url":"{{video}}"},"role":"reference_video"}]}""";
        var id = (await simulator.PostAsync(
            Path, $$"""{"model":"{{model}}","prompt":"p","seconds":"{{seconds}}","size":"{{size}}","metadata":{{metadata}}}""")).Json["id"];

        var done = (await simulator.GetAsync($"{Path}/{id}")).Json;
        var task = (await simulator.GetAsync("/admin/tasks")).Json[0]!;

        Assert.Equal(tokens, (int)done["usage"]!["completion_tokens"]!);
        Assert.Equal(decimal.Parse(amount, null), (decimal)task["billed_amount"]!);
    }

    [Theory]
    [InlineData("854x480", "720p", 108_900)]
    [InlineData("1920x1080", "480p", 48_438)]
    [InlineData("960x960", null, 108_900)]
    [InlineData("720x720", null, 108_900)]
    [InlineData("1470x630", null, 108_900)]
    public async Task Resolution_in_metadata_goes_over_size(string size, string? resolution, int tokens)
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        var metadata = resolution is null ? "{}" : $$"""{"resolution":"{{resolution}}"}""";
        var id = (await simulator.PostAsync(Path, $$"""{"model":"doubao-seedance-2-0","prompt":"p","size":"{{size}}","metadata":{{metadata}}}""")).Json["id"];

        Assert.Equal(tokens, (int)(await simulator.GetAsync($"{Path}/{id}")).Json["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task Insufficient_balance_is_the_documented_402()
    {
        await using var simulator = await SimulatorHost.StartAsync("Dialects:gogogotoken:Balance=0.1");

        var answer = await simulator.PostAsync(Path, """{"model":"doubao-seedance-2-0","prompt":"p"}""");

        Assert.Equal(402, answer.Status);
        Assert.Equal("""{"error":{"message":"Insufficient balance","code":"insufficient_quota"}}""", answer.Text);
    }

    [Fact]
    public async Task Wrong_key_and_unknown_task_have_their_codes()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var unknown = await simulator.GetAsync($"{Path}/task_0");
        simulator.Client.DefaultRequestHeaders.Authorization = new("Bearer", "invalid");
        var denied = await simulator.PostAsync(Path, """{"model":"doubao-seedance-2-0","prompt":"p"}""");

        Assert.Equal((404, "task_not_found"), (unknown.Status, (string?)unknown.Json["error"]!["code"]));
        Assert.Equal((401, "invalid_api_key"), (denied.Status, (string?)denied.Json["error"]!["code"]));
    }
}
