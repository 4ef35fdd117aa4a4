using System.Net.Http.Json;
using System.Text.Json;
using VideoPipeline.Jobs;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>Our own provider clients as customers of our own doors: one app buys at another one, which buys at the resellers.</summary>
[Collection(DoorStackCollection.Name)]
public sealed class ThroughOurselvesTests(DoorStack stack)
{
    [Theory]
    [InlineData("gogogotoken", "0.7623")]
    [InlineData("tokenlab", "0.736676")]
    [InlineData("tokenhub", "1")]
    [InlineData("seedanceapi", "2.4")]
    public async Task Job_through_ourselves_ends_right_with_the_bill_right_at_both_levels(string provider, string price)
    {
        var prompt = $"A lighthouse for {provider}";
        var outer = await stack.Outer;
        using var response = await outer.PostAsJsonAsync("/api/videos", new { provider, prompt, duration = 5, resolution = "720p" });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);

        var job = await DoorStack.EndOfAsync(outer, JsonSerializer.Deserialize<JobDocument>(text, Json.Options)!.Id);
        var inner = await DoorStack.EndOfAsync(stack.Inner, DoorWorld.JobOf(job.ProviderTaskId!));

        Assert.Equal((JobStatus.Succeeded, JobStatus.Succeeded), (job.Status, inner.Status));
        Assert.Equal((provider, decimal.Parse(price, null)), (job.Provider, job.Usage!.AmountUsd));
        Assert.Equal(job.Quote!.AmountUsd, job.Usage.AmountUsd);
        Assert.Equal(("tokenlab", provider, prompt), (inner.Provider, inner.Request.Door!.Door, inner.Request.Prompt));
        Assert.Equal(0.736676m, inner.Usage!.AmountUsd);
        Assert.Equal(await stack.BilledAsync(prompt), inner.Usage.AmountUsd);
        Assert.Equal(inner.Output!.Video!.Sha256, job.Output!.Video!.Sha256);
    }
}
