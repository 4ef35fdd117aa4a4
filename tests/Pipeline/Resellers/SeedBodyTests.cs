using System.Text.Json.Nodes;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>
/// Every request example that the resellers publish, made from an equivalent request of ours. What stands in the example stands in
/// the body, field for field; beyond it the body names only what would otherwise be the reseller's default.
/// </summary>
public sealed class SeedBodyTests
{
    public static TheoryData<string> Names() => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Body_is_the_published_example_field_for_field(string name)
    {
        var (provider, submit, example, added) = Examples[name];
        var expected = JsonNode.Parse(example)!.AsObject();
        foreach (var (field, value) in JsonNode.Parse(added)!.AsObject())
        {
            Assert.False(expected.ContainsKey(field), $"{field} stands in the example already.");
            expected[field] = value?.DeepClone();
        }

        var body = Wire.Body(provider, submit);

        Assert.True(JsonNode.DeepEquals(expected, body), $"expected {expected.ToJsonString()}\nactual   {body.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Published_example_is_within_the_capability_table(string name)
    {
        var (provider, submit, _, _) = Examples[name];

        Assert.Empty(CapabilityTable.Check(provider, submit.Request));
    }

    private static readonly Dictionary<string, (string Provider, ProviderSubmit Submit, string Example, string Added)> Examples = new()
    {
        ["gogogotoken text 1080p"] = (ProviderNames.Gogogotoken,
            new(Given.Text() with
            {
                Prompt = "a premium smartwatch rotating on a clean studio pedestal, soft product lighting, slow camera push-in",
                Resolution = "1080p",
                AspectRatio = "9:16",
            }),
            """
            {"model": "doubao-seedance-2-0",
             "prompt": "a premium smartwatch rotating on a clean studio pedestal, soft product lighting, slow camera push-in",
             "seconds": "5", "size": "1080x1920"}
            """, "{}"),
        ["gogogotoken first frame 720p"] = (ProviderNames.Gogogotoken,
            new(Given.Text(ModelNames.Fast) with
            {
                Operation = Operations.ImageToVideo,
                Prompt = "turn the product image into a polished product showcase video with slow camera movement",
                AspectRatio = "9:16",
                FirstFrame = "data:image/png;base64,<BASE64_IMAGE>",
            }),
            """
            {"model": "doubao-seedance-2-0-fast",
             "prompt": "turn the product image into a polished product showcase video with slow camera movement",
             "seconds": "5", "size": "720x1280", "first_frame_image": "data:image/png;base64,<BASE64_IMAGE>"}
            """, "{}"),
        ["gogogotoken text 480p"] = (ProviderNames.Gogogotoken,
            new(Given.Text(ModelNames.Fast) with
            {
                Prompt = "一款智能手表在白色展示台上缓慢旋转，柔和棚拍光线，镜头平稳推进",
                Resolution = "480p",
                AspectRatio = "9:16",
            }),
            """
            {"model": "doubao-seedance-2-0-fast", "prompt": "一款智能手表在白色展示台上缓慢旋转，柔和棚拍光线，镜头平稳推进",
             "seconds": "5", "size": "480x854"}
            """, "{}"),
        ["gogogotoken images"] = (ProviderNames.Gogogotoken,
            new(Given.Text() with
            {
                Operation = Operations.ImageToVideo,
                Prompt = "基于产品首帧生成一段展示视频，镜头缓慢推进，突出产品材质和屏幕细节",
                AspectRatio = "9:16",
                FirstFrame = "https://assets.example.com/product-watch.jpg",
            }),
            """
            {"model": "doubao-seedance-2-0", "prompt": "基于产品首帧生成一段展示视频，镜头缓慢推进，突出产品材质和屏幕细节",
             "images": ["https://assets.example.com/product-watch.jpg"], "seconds": "5", "size": "720x1280"}
            """, "{}"),
        ["gogogotoken first frame and reference video"] = (ProviderNames.Gogogotoken,
            new(Given.Text() with
            {
                Operation = Operations.ReferenceToVideo,
                Prompt = "让产品在展示台上缓慢旋转，背景保持简洁，画面稳定且突出品牌质感",
                Duration = 6,
                Resolution = "1080p",
                AspectRatio = "9:16",
                FirstFrame = "https://assets.example.com/product-watch.jpg",
                ReferenceVideos = [new("https://assets.example.com/reference-motion.mp4")],
            }),
            """
            {"model": "doubao-seedance-2-0", "prompt": "让产品在展示台上缓慢旋转，背景保持简洁，画面稳定且突出品牌质感",
             "images": ["https://assets.example.com/product-watch.jpg"], "seconds": "6", "size": "1080x1920",
             "metadata": {"content": [
               {"type": "image_url", "image_url": {"url": "https://assets.example.com/product-watch.jpg"}, "role": "first_frame"},
               {"type": "video_url", "video_url": {"url": "https://assets.example.com/reference-motion.mp4"}}]}}
            """, "{}"),
        ["tokenlab 4k references"] = (ProviderNames.TokenLab,
            new(Given.Text() with
            {
                Operation = Operations.ReferenceToVideo,
                Prompt = "保持同一商品身份和布光，生成缓慢电影感旋转镜头。",
                ReferenceImages = ["https://example.com/product-front.jpg", "https://example.com/product-side.jpg"],
                ReferenceVideos = [new("https://example.com/motion-reference.mp4")],
                Duration = 6,
                Resolution = "4k",
            }),
            """
            {"model": "seedance-2.0", "operation": "reference-to-video", "prompt": "保持同一商品身份和布光，生成缓慢电影感旋转镜头。",
             "reference_images": ["https://example.com/product-front.jpg", "https://example.com/product-side.jpg"],
             "video_urls": ["https://example.com/motion-reference.mp4"], "duration": 6, "resolution": "4k", "aspect_ratio": "16:9"}
            """, "{}"),
        ["tokenlab fast"] = (ProviderNames.TokenLab,
            new(Given.Text(ModelNames.Fast) with { Prompt = "白色棚拍背景上的干净商品揭示镜头，镜头轻微推进。" }),
            """
            {"model": "seedance-2.0-fast", "operation": "text-to-video", "prompt": "白色棚拍背景上的干净商品揭示镜头，镜头轻微推进。",
             "duration": 5, "resolution": "720p", "aspect_ratio": "16:9"}
            """, "{}"),
        ["tokenhub text, curl"] = (ProviderNames.TokenHub,
            new(Given.Text() with
            {
                Prompt = "A golden retriever running on a sunny beach, waves crashing in the background, cinematic slow motion, 4K quality",
                Watermark = false,
            }),
            """
            {"model": "doubao-seedance-2.0",
             "prompt": "A golden retriever running on a sunny beach, waves crashing in the background, cinematic slow motion, 4K quality",
             "duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "watermark": false}
            """, "{}"),
        ["tokenhub text, Python"] = (ProviderNames.TokenHub,
            new(Given.Text() with
            {
                Prompt = "A majestic eagle soaring over snow-capped mountains, golden hour lighting, cinematic aerial shot",
                Watermark = false,
            }),
            """
            {"model": "doubao-seedance-2.0",
             "prompt": "A majestic eagle soaring over snow-capped mountains, golden hour lighting, cinematic aerial shot",
             "duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "watermark": false}
            """, "{}"),
        ["tokenhub text, JavaScript"] = (ProviderNames.TokenHub,
            new(Given.Text() with { Prompt = "A majestic eagle soaring over snow-capped mountains, cinematic aerial shot", Watermark = false }),
            """
            {"model": "doubao-seedance-2.0", "prompt": "A majestic eagle soaring over snow-capped mountains, cinematic aerial shot",
             "duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "watermark": false}
            """, "{}"),
        ["tokenhub image"] = (ProviderNames.TokenHub,
            new(Given.Text() with
            {
                Operation = Operations.ImageToVideo,
                Prompt = "The woman in the photo turns to face the camera and smiles warmly, her hair gently blowing in the wind",
                AspectRatio = Formats.Adaptive,
                FirstFrame = "https://your-bucket.com/portrait.jpg",
                Watermark = false,
            }),
            """
            {"model": "doubao-seedance-2.0",
             "prompt": "The woman in the photo turns to face the camera and smiles warmly, her hair gently blowing in the wind",
             "duration": 5, "resolution": "720p", "image_url": "https://your-bucket.com/portrait.jpg", "watermark": false}
            """, """{"aspect_ratio": "adaptive"}"""),
        ["seedanceapi quick start"] = (ProviderNames.SeedanceApi,
            new(Given.Text() with { Prompt = "A cinematic aerial shot over coastline at golden hour", Duration = 10 }),
            """
            {"prompt": "A cinematic aerial shot over coastline at golden hour", "aspect_ratio": "16:9", "duration": 10, "model": "seedance-2.0"}
            """, """{"resolution": "720p", "public": false}"""),
        ["seedanceapi text"] = (ProviderNames.SeedanceApi,
            new(Given.Text() with { Prompt = "A slow dolly shot through a neon-lit street in the rain", Duration = 10 }),
            """
            {"prompt": "A slow dolly shot through a neon-lit street in the rain", "aspect_ratio": "16:9", "duration": 10, "model": "seedance-2.0"}
            """, """{"resolution": "720p", "public": false}"""),
        ["seedanceapi image"] = (ProviderNames.SeedanceApi,
            new(Given.Text() with
            {
                Operation = Operations.ImageToVideo,
                Prompt = "The subject walks forward and looks at the camera",
                AspectRatio = Formats.Adaptive,
                FirstFrame = "https://example.com/reference.jpg",
            }),
            """
            {"prompt": "The subject walks forward and looks at the camera", "images": ["https://example.com/reference.jpg"],
             "duration": 5, "model": "seedance-2.0"}
            """, """{"resolution": "720p", "public": false}"""),
        ["seedanceapi fast"] = (ProviderNames.SeedanceApi,
            new(Given.Text(ModelNames.Fast) with
            {
                Prompt = "Sunrise over misty mountains with birds crossing the frame",
                AspectRatio = "9:16",
                Duration = 15,
            }),
            """
            {"prompt": "Sunrise over misty mountains with birds crossing the frame", "aspect_ratio": "9:16", "duration": 15, "model": "seedance-2.0-fast"}
            """, """{"resolution": "720p", "public": false}"""),
        ["seedanceapi mini"] = (ProviderNames.SeedanceApi,
            new(Given.Text(ModelNames.Mini) with
            {
                Prompt = "A compact product demo with smooth camera motion and clean lighting",
                AspectRatio = "1:1",
                Duration = 8,
            }),
            """
            {"prompt": "A compact product demo with smooth camera motion and clean lighting", "aspect_ratio": "1:1",
             "resolution": "720p", "duration": 8, "model": "seedance-2-mini"}
            """, """{"public": false}"""),
    };
}
