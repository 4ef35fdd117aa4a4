using VideoPipeline.Jobs;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>What only seed 002 has: cancels, extensions and a resolution without a price.</summary>
public sealed class TokenLabTaskTests
{
    private static readonly Dialect s_lab = Dialect.Named("tokenlab");

    [Fact]
    public async Task Queued_task_is_cancelled_and_a_finished_one_is_not()
    {
        await using var doors = await DoorWorld.StartAsync(("FrontDoors:tokenlab:Provider", "tokenlab"));
        var queued = s_lab.IdOf((await doors.SubmitAsync(s_lab, s_lab.Base)).Json);

        var asked = await doors.SendAsync(HttpMethod.Delete, s_lab.StatusPath + queued);
        await doors.Host.RunToEndAsync(DoorWorld.JobOf(queued!));
        var cancelled = await doors.AskAsync(s_lab, queued);
        var finished = await doors.FinishAsync(s_lab, s_lab.Request("""{"prompt":"A boat"}"""));
        var refused = await doors.SendAsync(HttpMethod.Delete, s_lab.StatusPath + s_lab.IdOf(finished.Json));
        var unknown = await doors.SendAsync(HttpMethod.Delete, s_lab.StatusPath + "task_0");

        Assert.Equal(200, asked.Status);
        Assert.Equal(("failed", true, "cancelled"),
            (s_lab.StatusOf(cancelled.Json), (bool)cancelled.Json["cancelled"]!, (string?)cancelled.Json["cancellation_status"]));
        Assert.Equal((409, "task_not_cancellable"), (refused.Status, s_lab.ErrorOf(refused.Json)));
        Assert.Equal((404, "task_not_found"), (unknown.Status, s_lab.ErrorOf(unknown.Json)));
    }

    [Theory]
    [InlineData("tokenlab")]
    [InlineData("seedanceapi")]
    public async Task Task_is_extended_whoever_made_its_video(string maker)
    {
        await using var doors = await DoorWorld.StartAsync(("FrontDoors:tokenlab:Provider", maker));
        var id = s_lab.IdOf((await doors.FinishAsync(s_lab, s_lab.Request("""{"model":"seedance-2.0-mini"}"""))).Json);
        doors.Host.Kill();
        await using var host = await doors.World.StartHostAsync(("FrontDoors:Keys:0", DoorWorld.Key));
        await using var later = new DoorWorld(doors.World, host);

        var extended = await later.FinishAsync(
            s_lab, $$"""{"model":"seedance-2.0-mini","operation":"video-extension","task_id":"{{id}}"}""");

        var job = await later.Host.GetAsync(DoorWorld.JobOf(s_lab.IdOf(extended.Json)!));
        Assert.Equal((JobStatus.Succeeded, "A kite"), (job.Status, job.Request.Prompt));
        Assert.Equal("""{"total_tokens":216900,"completion_tokens":216900}""", extended.Json["usage"]!.ToJsonString());
    }

    [Fact]
    public async Task What_has_no_price_goes_to_the_doors_own_reseller()
    {
        await using var doors = await DoorWorld.StartAsync();

        var done = await doors.FinishAsync(s_lab, s_lab.Request("""{"resolution":"4k"}"""));

        var job = await doors.Host.GetAsync(DoorWorld.JobOf(s_lab.IdOf(done.Json)!));
        Assert.Equal(("completed", "tokenlab"), (s_lab.StatusOf(done.Json), job.Provider));
    }
}
