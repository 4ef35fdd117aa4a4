using System.Net;
using System.Text;
using System.Text.Json;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchPreviewTests
{
    private const string Csv = """
        item,provider,duration,resolution,prompt
        lamp,tokenhub,5,720p,A lamp
        shoe,tokenhub,99,8k,A shoe
        cup,tokenhub,5,720p,
        hat,tokenhub,5,720p,A hat
        """;

    [Fact]
    public async Task Preview_shows_the_rows_marks_what_is_refused_and_starts_nothing()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (status, preview) = await PreviewAsync(host, Csv, "text/csv");

        Assert.True(status == HttpStatusCode.OK, preview.GetRawText());
        Assert.Equal((4, 2), (preview.GetProperty("items").GetInt32(), preview.GetProperty("refused").GetInt32()));
        var rows = preview.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["lamp", "shoe", "cup", "hat"], rows.Select(row => row.GetProperty("item").GetString()));
        Assert.Equal("tokenhub", rows[0].GetProperty("provider").GetString());
        Assert.Equal("A lamp", rows[0].GetProperty("fields").GetProperty("prompt").GetString());
        Assert.Equal(["duration", "resolution"], Fields(rows[1]));
        Assert.Equal(["prompt"], Fields(rows[2]));
        Assert.True(preview.GetProperty("quoted_usd").GetString() is not ("0" or null));
        await foreach (var blob in world.Blobs.GetBlobContainerClient(BlobStore.PipelineContainer).GetBlobsAsync())
        {
            Assert.Fail($"{blob.Name} was written.");
        }
    }

    [Fact]
    public async Task Preview_cuts_long_texts_and_says_where_nothing_more_could_be_read()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (_, cut) = await PreviewAsync(host, "item,prompt\nlamp,\"A lamp\nshoe,A shoe\n", "text/csv");
        var (_, preview) = await PreviewAsync(host, JsonSerializer.Serialize(new { items = new[] { new { prompt = new string('x', 1500) } } }), "application/json");

        Assert.True(cut.GetProperty("is_cut").GetBoolean());
        Assert.Equal(501, preview.GetProperty("rows")[0].GetProperty("fields").GetProperty("prompt").GetString()!.Length);
    }

    [Fact]
    public async Task Preview_of_something_else_is_refused()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (status, _) = await PreviewAsync(host, "{", "application/json");
        var (type, _) = await PreviewAsync(host, "{}", "text/plain");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType), (status, type));
    }

    private static IEnumerable<string?> Fields(JsonElement row) => row.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Order();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PreviewAsync(PipelineHost host, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await host.Http.PostAsync("/api/batches/preview", content);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
