using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchFormTests
{
    private const string Csv = """
        item,provider,duration,resolution,metadata.sku,prompt
        lamp,tokenhub,5,720p,l-1,"A lamp, warm light"
        shoe,tokenhub,5,720p,s-2,A shoe
        """;

    private const string Ndjson = """
        {"item":"lamp","provider":"tokenhub","duration":5,"resolution":"720p","metadata":{"sku":"l-1"},"prompt":"A lamp, warm light"}

        {"item":"shoe","provider":"tokenhub","duration":5,"resolution":"720p","metadata":{"sku":"s-2"},"prompt":"A shoe"}
        """;

    private const string InJson = """
        {"name":"autumn","max_concurrency":2,
         "items":[{"item":"lamp","metadata":{"sku":"l-1"},"prompt":"A lamp, warm light"},{"item":"shoe","metadata":{"sku":"s-2"},"prompt":"A shoe"}],
         "defaults":{"provider":"tokenhub","duration":5,"resolution":"720p","metadata":{"season":"autumn"}}}
        """;

    [Theory]
    [InlineData("application/json", InJson, "")]
    [InlineData("application/x-ndjson", Ndjson, "?name=autumn&max_concurrency=2")]
    [InlineData("text/csv", Csv, "?name=autumn&max_concurrency=2")]
    [InlineData("application/json", """{"name":"autumn","max_concurrency":2,"manifest":"uploads/autumn.csv"}""", "")]
    public async Task Batch_runs_every_item_in_every_form(string contentType, string body, string query)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var catalogues = world.Blobs.GetBlobContainerClient("uploads");
        await catalogues.CreateIfNotExistsAsync();
        await catalogues.GetBlobClient("autumn.csv").UploadAsync(new BinaryData(Csv));

        var (status, started) = await host.PostBatchAsync(body, contentType, query);
        Assert.True(status == HttpStatusCode.Accepted, started.GetRawText());
        var batch = await host.RunBatchAsync(started.GetProperty("id").GetString()!);

        Assert.Equal((BatchStatus.Completed, "autumn", 2, 2), (batch.Status, batch.Name, batch.Total, batch.Counts.Succeeded));
        Assert.True(batch.QuotedUsd > 0);
        Assert.Equal(batch.QuotedUsd, batch.BilledUsd);
        var results = await host.ResultsAsync(batch.Id);
        Assert.Equal(["lamp", "shoe"], results.Select(item => item.Item));
        Assert.Equal(["l-1", "s-2"], results.Select(item => item.Metadata!["sku"]));
        Assert.All(results, item => Assert.Equal((JobStatus.Succeeded, 64), (item.Status, item.Video!.Sha256.Length)));
        var job = await host.GetAsync(results[0].Id!);
        Assert.Equal((batch.Id, JobStatus.Succeeded), (job.BatchId, job.Status));
    }

    [Fact]
    public async Task Every_bad_line_is_named_and_nothing_is_started()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (status, body) = await host.PostBatchAsync(
            "provider,duration,resolution,prompt\ntokenhub,5,720p,good\ntokenhub,99,720p,too long\ntokenhub,5,4k,no such size\ntokenhub,5,720p,\n", "text/csv");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_items"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(
            [(3, "duration"), (4, "resolution"), (5, "prompt")],
            body.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.GetProperty("field").GetString())));
        Assert.Equal(3, body.GetProperty("total_errors").GetInt32());
        Assert.Equal(0, await world.Simulator.ReceivedAsync("good"));
    }

    [Fact]
    public async Task Good_items_run_when_bad_ones_are_to_be_skipped()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (status, body) = await host.PostBatchAsync(
            "provider,duration,resolution,prompt\ntokenhub,99,720p,too long\ntokenhub,5,720p,good\n", "text/csv", "?on_invalid=skip");
        var batch = await host.RunBatchAsync(body.GetProperty("id").GetString()!);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(2, body.GetProperty("skipped_errors")[0].GetProperty("line").GetInt32());
        Assert.Equal((1, 1, 1), (batch.Total, batch.Skipped, batch.Counts.Succeeded));
        Assert.Equal(3, Assert.Single(await host.ResultsAsync(batch.Id)).Line);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_is_refused_even_when_bad_lines_are_to_be_skipped()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (status, body) = await host.PostBatchAsync(
            "provider,duration,resolution,prompt\ntokenhub,5,720p,good\ntokenhub,5,720p,\"no end\ntokenhub,5,720p,unseen\n", "text/csv", "?on_invalid=skip");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_items"), (status, body.GetProperty("code").GetString()));
        Assert.Equal("malformed_csv", body.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("application/xml", "<a/>", 415, "unsupported_media_type")]
    [InlineData("application/json", "{", 400, "invalid_json")]
    [InlineData("application/json", """{"items":[],"unknown":1}""", 400, "invalid_request")]
    [InlineData("application/json", """{"items":[]}""", 400, "empty_batch")]
    [InlineData("application/json", """{"name":"x"}""", 400, "invalid_request")]
    [InlineData("application/json", """{"items":[],"max_concurrency":501}""", 400, "invalid_request")]
    [InlineData("application/json", """{"manifest":"pipeline/batches/x"}""", 400, "invalid_request")]
    [InlineData("application/json", """{"manifest":"uploads/none.csv"}""", 422, "manifest_not_found")]
    [InlineData("application/json", """{"max_cost_usd":0.01,"items":[{"prompt":"a","provider":"tokenhub","duration":5,"resolution":"720p"}]}""", 422, "max_cost_exceeded")]
    [InlineData("text/csv", "", 400, "empty_batch")]
    [InlineData("application/x-ndjson", "1\n", 400, "invalid_items")]
    public async Task What_is_no_batch_gets_a_clear_answer(string contentType, string body, int status, string code)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var (answered, problem) = await host.PostBatchAsync(body, contentType);

        Assert.Equal((status, code), ((int)answered, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_same_key_means_the_same_batch_also_under_concurrency()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var body = new { items = BatchCalls.Items(3) };

        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.StartBatchAsync(body, "k1")));
        var batch = await host.RunBatchAsync(ids[0]);
        var (again, same) = await host.PostBatchAsync(JsonSerializer.Serialize(body), key: "k1");
        var (conflict, other) = await host.PostBatchAsync(JsonSerializer.Serialize(new { items = BatchCalls.Items(2) }), key: "k1");

        Assert.Single(ids.Distinct());
        Assert.Equal(3, batch.Counts.Succeeded);
        Assert.Equal((HttpStatusCode.OK, batch.Id), (again, same.GetProperty("id").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, "idempotency_conflict"), (conflict, other.GetProperty("code").GetString()));
        Assert.Equal(3, await world.Simulator.AcceptedAsync("item-"));
    }

    [Fact]
    public async Task An_unknown_batch_is_not_found()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        foreach (var route in (string[])["", "/items", "/results"])
        {
            using var answer = await host.Http.GetAsync(new Uri($"/api/batches/bat_{new string('0', 32)}{route}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
