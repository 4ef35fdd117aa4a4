using System.Text.Json.Nodes;
using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Tests.Demo;

public sealed class CatalogTests
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "samples");

    [Fact]
    public void The_sample_has_eight_items_that_the_resellers_documents_cover()
    {
        var items = Catalog.Read(Path.Combine(Samples, "catalog.csv"));

        Assert.Equal(8, items.Count);
        Assert.Equal(8, items.Select(item => item.Name).Distinct().Count());
        Assert.All(items, item =>
        {
            Assert.Contains(item.Request["provider"]!.GetValue<string>(), new[] { "auto", "tokenhub", "seedanceapi" });
            Assert.Contains(item.Request["model"]!.GetValue<string>(), new[] { "seedance-2.0", "seedance-2.0-fast" });
            Assert.Contains(item.Request["resolution"]!.GetValue<string>(), new[] { "480p", "720p" });
            Assert.InRange(item.Request["duration"]!.GetValue<decimal>(), 4, 15);
            Assert.NotEmpty(item.Request["prompt"]!.GetValue<string>());
            Assert.False(item.Request.ContainsKey("item"));
        });
    }

    [Fact]
    public void The_sample_varies_what_a_newcomer_would_vary()
    {
        var items = Catalog.Read(Path.Combine(Samples, "catalog.csv"));

        Assert.All(
            new[] { "model", "duration", "resolution", "aspect_ratio" },
            field => Assert.True(items.Select(item => item.Request[field]!.ToString()).Distinct().Count() > 1, field));
        Assert.Contains(items, item => item.Request.ContainsKey("first_frame"));
        Assert.Contains(items, item => item.Request["reference_images"] is JsonArray { Count: 2 });
    }

    [Fact]
    public void Cells_become_the_types_of_their_fields()
    {
        using var cli = new CliRun();
        var path = cli.File("items.csv", """
            item,prompt,duration,seed,watermark,generate_audio,reference_images,reference_videos,metadata.sku,resolution
            Lamp,"A lamp, lit",5,42,false,True,https://e.test/1.png|https://e.test/2.png,https://e.test/3.mp4,s-1,
            ,Plain,soon,,,,,,,720p
            """);

        var items = Catalog.Read(path);

        AssertSame(
            """
            {"prompt":"A lamp, lit","duration":5,"seed":42,"watermark":false,"generate_audio":true,
             "reference_images":["https://e.test/1.png","https://e.test/2.png"],"reference_videos":["https://e.test/3.mp4"],"metadata":{"sku":"s-1"}}
            """,
            items[0].Request);
        Assert.Equal("row 2", items[1].Name);
        AssertSame("""{"prompt":"Plain","duration":"soon","resolution":"720p"}""", items[1].Request);
    }

    [Theory]
    [InlineData("")]
    [InlineData("item,prompt\n")]
    public void A_catalogue_without_items_is_refused(string content)
    {
        using var cli = new CliRun();
        var path = cli.File("items.csv", content);

        Assert.Throws<UsageException>(() => Catalog.Read(path));
    }

    [Fact]
    public async Task A_catalogue_that_is_not_there_is_refused_before_anything_starts()
    {
        using var cli = new CliRun();

        var result = await cli.Async("demo", "--catalog", "nowhere.csv");

        Assert.Equal(2, result.Exit);
        Assert.Contains("nowhere.csv", result.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Directory.GetDirectories());
    }

    private static void AssertSame(string expected, JsonObject actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJsonString())), actual.ToJsonString());
}
