using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Http;

/// <summary>Nothing that is known of a job or a batch is kept from its readers.</summary>
public sealed class SightTests
{
    [Fact]
    public async Task Quote_stands_in_the_first_answer_and_in_a_running_job()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        await using var host = await world.StartHostAsync();

        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        JobDocument? running = null;
        await host.RunUntilAsync(async () => (running = await host.GetAsync(submitted.Id)).Status == JobStatus.Running);
        var ended = await host.RunToEndAsync(submitted.Id);

        Assert.True(ended.Quote!.AmountUsd > 0);
        Assert.Equal(ended.Quote.AmountUsd, submitted.Quote!.AmountUsd);
        Assert.Equal(ended.Quote.AmountUsd, running!.Quote!.AmountUsd);
    }

    [Fact]
    public async Task Ambiguous_job_says_so_in_a_sentence_and_shows_an_answer_that_it_has_yet_to_act_on()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp [fault:503]", duration = 5, resolution = "720p" });
        JobDocument? job = null;
        await host.RunUntilAsync(async () => (job = await host.GetAsync(submitted.Id)).Status == JobStatus.Ambiguous);

        Assert.Contains("Nobody can tell yet whether tokenhub has taken the job", job!.Error!.Message, StringComparison.Ordinal);
        Assert.Null(job.PendingAnswer);
        using var answer = await host.PostAsync(
            $"/api/videos/{job.Id}/resolve", new { action = "resubmit" }, ("x-operator-key", PipelineHost.OperatorKey));
        var resolved = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var moved = resolved.GetProperty("status").GetString() != "ambiguous";
        Assert.True(moved || resolved.GetProperty("pending_answer").GetProperty("action").GetString() == "resubmit", resolved.ToString());
        Assert.Equal(JobStatus.Succeeded, (await host.RunToEndAsync(job.Id)).Status);
    }

    [Fact]
    public async Task Batches_are_listed_newest_first_by_status_and_page_after_page()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var ids = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            using var taken = await host.PostAsync("/api/batches", new { name = $"b{n}", items = new[] { new { prompt = "A lamp", provider = "tokenhub", duration = 5, resolution = "720p" } } });
            ids.Insert(0, JsonDocument.Parse(await taken.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!);
            await host.PassAsync(TimeSpan.FromSeconds(1));
        }

        var first = await ReadAsync(host, "/api/batches?limit=2");
        var second = await ReadAsync(host, $"/api/batches?limit=2&cursor={first.GetProperty("cursor").GetString()}");
        await host.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(ids, Ids(first).Concat(Ids(second)));
        Assert.Equal(ids, Ids(await ReadAsync(host, "/api/batches?status=completed")));
        Assert.Empty(Ids(await ReadAsync(host, "/api/batches?status=running")));
        Assert.Empty(Ids(await ReadAsync(host, "/api/batches?created_after=2100-01-01")));
    }

    [Fact]
    public async Task Results_have_the_same_numbers_and_times_in_csv_and_json_and_the_items_metadata()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        using var content = new StringContent(
            "prompt,provider,duration,resolution,metadata.sku\nA lamp,tokenhub,5,720p,SKU-1\nA chair,tokenhub,5,720p,\n", null, "text/csv");
        using var taken = await host.Http.PostAsync(new Uri("/api/batches", UriKind.Relative), content);
        var id = JsonDocument.Parse(await taken.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
        await host.RunUntilAsync(async () => (await ReadAsync(host, $"/api/batches/{id}")).GetProperty("status").GetString() == "completed");

        var lines = (await host.Http.GetStringAsync($"/api/batches/{id}/results?format=csv")).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var json = (await host.Http.GetStringAsync($"/api/batches/{id}/results")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();

        var columns = lines[0].Split(',').ToList();
        var cells = lines[1].Split(',');
        Assert.Equal("metadata.sku", columns[^1]);
        Assert.Equal("SKU-1", cells[^1]);
        Assert.Equal("", lines[2].Split(',')[^1]);
        foreach (var column in (string[])["quoted_usd", "amount_usd", "completed_at"])
        {
            Assert.Equal(json[0].GetProperty(column).GetString(), cells[columns.IndexOf(column)]);
        }

        Assert.EndsWith("Z", json[0].GetProperty("completed_at").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("u002B", await taken.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<JsonElement> ReadAsync(PipelineHost host, string path) =>
        JsonDocument.Parse(await host.Http.GetStringAsync(path)).RootElement;

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("id").GetString());
}
