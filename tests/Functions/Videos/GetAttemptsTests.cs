using System.Globalization;
using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Videos;

public sealed class GetAttemptsTests
{
    [Fact]
    public async Task Attempt_tells_its_steps_in_order_and_its_ledger_record()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(new { prompt = "A lamp", duration = 5, resolution = "720p" });
        var job = await host.RunToEndAsync(submitted.Id);

        var attempts = JsonElement.Parse(await host.Http.GetStringAsync($"/api/videos/{job.Id}/attempts")).GetProperty("attempts");

        var attempt = Assert.Single(attempts.EnumerateArray());
        DateTimeOffset[] steps = [.. new[] { "prepared_at", "sending_at", "accepted_at", "stored_at" }.Select(step => attempt.GetProperty(step).GetDateTimeOffset())];
        var ledger = attempt.GetProperty("ledger");
        Assert.Equal(steps.Append(ledger.GetProperty("settled_at").GetDateTimeOffset()).Order(), [.. steps, ledger.GetProperty("settled_at").GetDateTimeOffset()]);
        Assert.Equal(job.ProviderTaskId, attempt.GetProperty("task_id").GetString());
        Assert.True(ledger.GetProperty("looks").GetInt32() > 0);
    }

    [Fact]
    public async Task Saving_of_auto_is_the_dearest_quote_of_its_plan_less_the_chosen_one()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var request = new { prompt = "A lamp", duration = 5, resolution = "720p" };
        using var quotes = await host.PostAsync("/api/quotes", request);
        var offers = JsonElement.Parse(await quotes.Content.ReadAsStringAsync()).GetProperty("offers").EnumerateArray()
            .Select(offer => Usd(offer.GetProperty("quote").GetProperty("amount_usd"))).ToList();
        await host.RunToEndAsync((await host.SubmitAsync(request)).Id);
        await host.RunToEndAsync((await host.SubmitAsync(new { provider = "tokenhub", request.prompt, request.duration, request.resolution })).Id);

        var total = JsonElement.Parse(await host.Http.GetStringAsync("/api/usage")).GetProperty("total");

        Assert.True(offers.Count > 1);
        Assert.Equal(offers.Max() - offers.Min(), Usd(total.GetProperty("saved_usd")));
    }

    [Fact]
    public async Task Job_that_is_not_there_has_no_attempts()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        using var answer = await host.Http.GetAsync("/api/videos/vid_none/attempts");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static decimal Usd(JsonElement amount) => decimal.Parse(amount.GetString()!, CultureInfo.InvariantCulture);
}
