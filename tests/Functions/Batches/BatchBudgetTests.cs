using System.Globalization;
using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchBudgetTests
{
    private const int Affordable = 4;
    private const int Items = 10;

    [Fact]
    public async Task Batch_above_what_is_left_today_is_refused_and_starts_nothing()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await PoorAsync(world);

        var (status, problem) = await host.PostBatchAsync(Body());

        Assert.Equal((HttpStatusCode.Conflict, "budget_exceeded"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains("6 items", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("over_budget", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await world.Simulator.AcceptedAsync("lamp"));
        Assert.Equal(0, await new BlobStore(world.Blobs).ListAsync("jobs/", CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task Batch_that_accepts_it_is_told_how_many_items_will_fail_and_so_many_do()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await PoorAsync(world);

        var (status, started) = await host.PostBatchAsync(Body("accept"));
        Assert.True(status == HttpStatusCode.Accepted, started.GetRawText());
        var batch = await host.RunBatchAsync(started.GetProperty("id").GetString()!);

        Assert.Equal(Items - Affordable, started.GetProperty("expected_failures").GetInt32());
        Assert.Equal((Affordable, Items - Affordable), (batch.Counts.Succeeded, batch.Counts.Failed));
        Assert.Equal(Affordable, await world.Simulator.AcceptedAsync("lamp"));
        var failed = (await host.ResultsAsync(batch.Id)).Where(item => item.Status != JobStatus.Succeeded);
        Assert.All(failed, item => Assert.Equal("budget_exceeded", item.Error!.Code));
    }

    [Fact]
    public async Task Batch_within_what_is_left_says_nothing_of_failures()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await PoorAsync(world);

        var (status, started) = await host.PostBatchAsync(Body(items: Affordable));

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.False(started.TryGetProperty("expected_failures", out _));
    }

    [Fact]
    public async Task Word_that_is_not_accept_is_refused()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await PoorAsync(world);

        var (status, problem) = await host.PostBatchAsync(Body("perhaps"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("over_budget", problem.GetRawText(), StringComparison.Ordinal);
    }

    // A host whose day is enough for four items.
    private static async Task<PipelineHost> PoorAsync(PipelineWorld world)
    {
        decimal price;
        await using (var host = await world.StartHostAsync())
        {
            using var content = new StringContent(
                """{"provider":"tokenhub","prompt":"Priced","duration":5,"resolution":"720p"}""", null, "application/json");
            using var answer = await host.Http.PostAsync(new Uri("/api/quotes", UriKind.Relative), content);
            var quote = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            var offer = quote.GetProperty("offers").EnumerateArray().Single(offer => offer.GetProperty("provider").GetString() == "tokenhub");
            price = decimal.Parse(offer.GetProperty("quote").GetProperty("amount_usd").GetString()!, CultureInfo.InvariantCulture);
        }

        return await world.StartHostAsync(("Budget:DailyUsd", (Affordable * price).ToString(CultureInfo.InvariantCulture)));
    }

    private static string Body(string? overBudget = null, int items = Items) => JsonSerializer.Serialize(
        new { max_concurrency = 2, over_budget = overBudget, items = BatchCalls.Items(items) }, Json.Options);
}
