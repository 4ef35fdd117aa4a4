using VideoPipeline.Requests;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class BlobReferenceTests
{
    public static TheoryData<string> Hostile =>
    [
        "blob://",
        "blob:///",
        "blob://uploads",
        "blob://uploads/",
        "blob://uploads//a.png",
        "blob://uploads/a//b.png",
        "blob://uploads/a/",
        "blob://uploads/.",
        "blob://uploads/..",
        "blob://uploads/../pipeline/jobs/1/request.json",
        "blob://uploads/a/../../pipeline/jobs/1/request.json",
        "blob://uploads/.../a.png",
        "blob://uploads/a./b.png",
        "blob://uploads/a.",
        "blob://uploads/%2e%2e/pipeline/x",
        "blob://uploads/..%2fpipeline/x",
        "blob://uploads/a%2Fb.png",
        "blob://uploads/a%5cb.png",
        "blob://uploads/a%00.png",
        "blob://uploads/%252e%252e/x",
        "blob://uploads%2fa/b.png",
        "blob://uploads\\a.png",
        "blob://uploads/a\\b.png",
        "blob://uploads/a.png?sv=2024",
        "blob://uploads/a.png#f",
        "blob://uploads?x/a.png",
        "blob://uploads/a\u0000.png",
        "blob://uploads/a\n.png",
        "blob://uploads/a\u202Egnp.exe",
        "blob://uploads/a\u200B.png",
        "blob://uploads/ a.png",
        "blob://uploads/a.png ",
        " blob://uploads/a.png",
        "blob://uploads /a.png",
        "blob://uploads/$logs/a",
        "blob://$root/a.png",
        "blob://$logs/a.png",
        "blob://$web/index.html",
        "blob://user@uploads/a.png",
        "blob://user:pass@uploads/a.png",
        "blob://uploads:443/a.png",
        "blob://other.blob.core.windows.net/uploads/a.png",
        "blob://otheraccount.uploads/a.png",
        "blob://127.0.0.1/uploads/a.png",
        "blob://[::1]/uploads/a.png",
        "blob://Uploads/a.png",
        "blob://UPLOADS/a.png",
        "blob://up--loads/a.png",
        "blob://-uploads/a.png",
        "blob://uploads-/a.png",
        "blob://up_loads/a.png",
        "blob://up/a.png",
        "blob://upl\u043Eads/a.png",
        "blob://\uFF55ploads/a.png",
        "BLOB://uploads/a.png",
        "Blob://uploads/a.png",
        "blob:uploads/a.png",
        "blob:/uploads/a.png",
        "blob:///uploads/a.png",
        "blob://" + "uploads/" + new string('a', 1025),
        "blob://" + new string('a', 64) + "/a.png",
    ];

    public static TheoryData<string> Forbidden =>
    [
        "blob://azure-webjobs-secrets/app/host.json",
        "blob://azure-webjobs-hosts/locks/app/host",
        "blob://azure-webjobs-eventhub/x",
        "blob://app-package/released-package.zip",
        "blob://videopipeline-leases/default",
        "blob://videopipeline-largemessages/x",
        "blob://pipeline/jobs/vid_1/request.json",
        "blob://pipeline/keys/00.json",
        "blob://pipeline/inputs/vid_1/first_frame.png",
        "blob://pipeline/inputs/vid_1/reference_images-0.png",
        "blob://catalogues/spring.csv",
        "blob://uploads2/a.png",
        "blob://uploads-old/a.png",
        "blob://insights-logs/a.json",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_reference_is_none(string text)
    {
        Assert.False(BlobReference.TryParse(text, out _), text);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    [MemberData(nameof(Forbidden))]
    public void Hostile_or_forbidden_reference_is_refused_in_every_field(string text)
    {
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["prompt"] = "p",
            ["operation"] = "reference-to-video",
            ["reference_videos"] = new System.Text.Json.Nodes.JsonArray(text),
        };
        var reading = VideoRequestReader.Read(body, new RequestRules());

        Assert.Contains(reading.Problem!.Errors, error => error.Field == "reference_videos[0]");
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Manifest_is_read_from_no_other_container(string text)
    {
        foreach (var spelling in (string[])[text, text[BlobReference.Scheme.Length..]])
        {
            var json = System.Text.Json.JsonSerializer.SerializeToElement(new { manifest = spelling });

            var (options, problem) = VideoPipeline.Batches.BatchOptions.Read(json, new RequestRules());

            Assert.Null(options);
            Assert.Equal("forbidden_blob", Assert.Single(problem!.Errors).Code);
        }
    }

    [Theory]
    [InlineData("blob://uploads/a.png", "uploads", "a.png")]
    [InlineData("blob://videos/vid_1/attempts/2/video.mp4", "videos", "vid_1/attempts/2/video.mp4")]
    [InlineData("blob://uploads/Spring 2027/50% off/été.png", "uploads", "Spring 2027/50% off/été.png")]
    [InlineData("blob://uploads/.hidden/a$b@c:d.png", "uploads", ".hidden/a$b@c:d.png")]
    public void Reference_is_taken_apart_and_written_as_it_was(string text, string container, string name)
    {
        Assert.True(BlobReference.TryParse(text, out var blob));

        Assert.Equal((container, name, text), (blob.Container, blob.Name, blob.ToString()));
    }

    [Fact]
    public void Containers_that_are_configured_replace_the_default()
    {
        var rules = new RequestRules(Containers: ["brand"]);

        Assert.True(BlobReference.TryParse("blob://brand/a.png", out var brand) && rules.Takes(brand));
        Assert.False(BlobReference.TryParse("blob://uploads/a.png", out var uploads) && rules.Takes(uploads));
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("azure-webjobs-secrets")]
    [InlineData("$root")]
    [InlineData("Uploads")]
    [InlineData("")]
    public void Container_that_is_not_for_callers_cannot_be_configured(string container)
    {
        Assert.NotNull(InputContainers.Fault(container));
    }
}
