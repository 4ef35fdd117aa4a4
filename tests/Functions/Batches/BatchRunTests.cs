using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchRunTests
{
    /// <summary>What may be wrong with an item: a marker for its prompt, its end and the reason that its result gives.</summary>
    public static (string Fault, JobStatus Status, string Code)[] Poisons { get; } =
    [
        ("[fault:bad-image]", JobStatus.Failed, "invalid_request"),
        ("[fault:moderation-before]", JobStatus.Failed, "moderation"),
        ("[fault:moderation]", JobStatus.Failed, "moderation"),
        ("[fault:stuck]", JobStatus.TimedOut, "deadline_passed"),
        ("[fault:truncated]", JobStatus.TimedOut, "output_truncated"),
        ("[fault:no-task-id]", JobStatus.Ambiguous, "unreadable_answer"),
        ("[fault:reset-after]", JobStatus.Ambiguous, "connection_lost"),
    ];

    [Fact]
    public async Task One_bad_item_costs_one_item()
    {
        // One in a hundred of each kind.
        const int Items = 500;
        const int OfEach = Items / 100;
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var id = await host.StartBatchAsync(new { max_concurrency = 40, items = BatchCalls.Items(Items, number => PoisonOf(number)?.Fault ?? "") });
        var batch = await host.RunBatchAsync(id);
        var results = await host.ResultsAsync(id);

        Assert.Equal((Items, Items - (Poisons.Length * OfEach)), (batch.Counts.Done, batch.Counts.Succeeded));
        Assert.Equal(Enumerable.Range(1, Items), results.Select(item => item.Number));
        Assert.All(results, item => Assert.Equal(
            PoisonOf(item.Number) is { } poison ? (poison.Status, poison.Code) : (JobStatus.Succeeded, null), (item.Status, item.Error?.Code)));
        Assert.All(results.Where(item => item.Status != JobStatus.Succeeded), item => Assert.NotEmpty(item.Error!.Message!));
        Assert.Equal(batch.BilledUsd, results.Sum(item => item.AmountUsd ?? 0));

        static (string Fault, JobStatus Status, string Code)? PoisonOf(int number) =>
            number % 100 / 10 is var kind && number % 10 == 7 && kind < Poisons.Length ? Poisons[kind] : null;
    }

    [Fact]
    public async Task A_parked_item_that_succeeds_late_is_counted_as_a_success()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var id = await host.StartBatchAsync(new { max_concurrency = 1, items = BatchCalls.Items(3, number => number == 1 ? "[fault:slow seconds=7200]" : "") });
        var parked = await host.RunBatchAsync(id);
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.TimedOut == 0);
        var batch = await host.GetBatchAsync(id);

        Assert.Equal((2, 1), (parked.Counts.Succeeded, parked.Counts.TimedOut));
        Assert.Equal((3, 0), (batch.Counts.Succeeded, batch.Counts.TimedOut));
        Assert.True(batch.BilledUsd > parked.BilledUsd);
        var first = (await host.ResultsAsync(id))[0];
        Assert.True(first.Late);
        Assert.Equal(JobStatus.Succeeded, first.Status);
    }

    [Fact]
    public async Task A_cancel_leaves_what_was_submitted_and_nothing_else()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await host.StartBatchAsync(new { max_concurrency = 2, items = BatchCalls.Items(20) });
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.Succeeded >= 2);

        using var cancelled = await host.Http.DeleteAsync(new Uri($"/api/batches/{id}", UriKind.Relative));
        var batch = await host.RunBatchAsync(id);
        using var again = await host.Http.DeleteAsync(new Uri($"/api/batches/{id}", UriKind.Relative));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Conflict), (cancelled.StatusCode, again.StatusCode));
        Assert.Equal((BatchStatus.Cancelled, 20), (batch.Status, batch.Counts.Done));
        Assert.InRange(batch.Counts.Cancelled, 14, 18);
        Assert.Equal(batch.Counts.Succeeded, await world.Simulator.AcceptedAsync("item-"));
        Assert.Equal(batch.Counts.Cancelled, (await host.ResultsAsync(id)).Count(item => item.Status == JobStatus.Cancelled));
    }

    [Fact]
    public async Task Two_retries_at_once_make_one_generation_and_leave_parked_items_alone()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        await world.Simulator.AddFaultAsync("failed", match: "item-002", count: 1);
        var id = await host.StartBatchAsync(new { items = BatchCalls.Items(3, number => number == 3 ? "[fault:stuck]" : "") });
        var first = await host.RunBatchAsync(id);

        var retries = await Task.WhenAll(host.RetryBatchAsync(id), host.RetryBatchAsync(id));
        var second = await host.RunBatchAsync(id);
        var (nothing, problem) = await host.RetryBatchAsync(id);

        Assert.Equal((1, 1, 1), (first.Counts.Succeeded, first.Counts.Failed, first.Counts.TimedOut));
        Assert.All(retries, retry => Assert.Equal((HttpStatusCode.Accepted, 1), (retry.Status, retry.Body.GetProperty("retried").GetInt32())));
        Assert.Contains(retries, retry => retry.Body.TryGetProperty("refused", out var refused) && refused[0].GetProperty("status").GetString() == "timed_out");
        Assert.Equal((2, 0, 1, 1), (second.Counts.Succeeded, second.Counts.Failed, second.Counts.TimedOut, second.Retries));
        Assert.Equal(2, await world.Simulator.AcceptedAsync("item-002"));
        Assert.Equal($"{id}-000002-r1", (await host.ResultsAsync(id))[1].Id);
        Assert.Equal((HttpStatusCode.Conflict, "nothing_to_retry"), (nothing, problem.GetProperty("code").GetString()));
        Assert.Equal("item_timed_out", problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_429_slows_a_batch_down_and_nothing_is_sent_twice()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        await world.Simulator.AddFaultAsync("429 retry_after=5", dialect: "tokenhub", count: 6);

        var batch = await host.RunBatchAsync(await host.StartBatchAsync(new { max_concurrency = 10, items = BatchCalls.Items(30) }));

        Assert.Equal(30, batch.Counts.Succeeded);
        Assert.Equal(30, await world.Simulator.AcceptedAsync("item-"));
        Assert.InRange(await world.Simulator.ReceivedAsync("item-"), 31, 40);
    }

    [Fact]
    public async Task A_batch_survives_kills_without_losing_or_repeating_an_item()
    {
        await using var world = await PipelineWorld.CreateAsync();
        string id;
        await using (var first = await world.StartHostAsync())
        {
            id = await first.StartBatchAsync(new { max_concurrency = 4, items = BatchCalls.Items(24) });
            await first.RunUntilAsync(async () => (await first.GetBatchAsync(id)).Counts.Succeeded >= 6);
            first.Kill();
        }

        await using (var second = await world.StartHostAsync())
        {
            await second.RunUntilAsync(async () => (await second.GetBatchAsync(id)).Counts.Succeeded >= 15);
            second.Kill();
        }

        await using var third = await world.StartHostAsync();
        var batch = await third.RunBatchAsync(id);

        Assert.Equal((24, 24), (batch.Total, batch.Counts.Succeeded));
        Assert.Equal(24, await world.Simulator.AcceptedAsync("item-"));
    }

    [Fact]
    public async Task An_item_costs_no_more_writes_than_its_steps_need()
    {
        const int Items = 40;
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await host.StartBatchAsync(new { max_concurrency = 5, items = BatchCalls.Items(Items) });
        world.Blobs.Operations.Reset();

        var batch = await host.RunBatchAsync(id);

        // Door 2, prepare 2, submit 3, video and cover, ledger and marker, document, index and result: 14; the list's line moves to
        // submitting, running and storing: 17; and a share of the claims.
        Assert.Equal(Items, batch.Counts.Succeeded);
        Assert.InRange(world.Blobs.Operations.Writes / (double)Items, 16.5, 18);
    }

    [Fact]
    public async Task Items_come_in_pages_and_by_status()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await host.StartBatchAsync(new { max_concurrency = 20, items = BatchCalls.Items(7, number => number % 3 == 0 ? "[fault:failed]" : "") });
        await host.RunBatchAsync(id);

        var page = await host.Http.GetFromJsonAsync<JsonElement>($"/api/batches/{id}/items?limit=5");
        var rest = await host.Http.GetFromJsonAsync<JsonElement>($"/api/batches/{id}/items?limit=5&cursor={page.GetProperty("cursor").GetString()}");
        var failed = await host.Http.GetFromJsonAsync<JsonElement>($"/api/batches/{id}/items?status=failed");
        var csv = await host.Http.GetStringAsync(new Uri($"/api/batches/{id}/results?format=csv", UriKind.Relative));
        using var wrong = await host.Http.GetAsync(new Uri($"/api/batches/{id}/items?status=nonsense", UriKind.Relative));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("number").GetInt32()));
        Assert.Equal([3, 6], failed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt32()));
        Assert.Equal(8, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }
}
