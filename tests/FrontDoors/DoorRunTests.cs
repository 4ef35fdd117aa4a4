using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>Tasks from their order to their end, as their customers see them.</summary>
public sealed class DoorRunTests
{
    [Theory]
    [InlineData("gogogotoken", """{"seconds":"5","size":"720x1280"}""", "completed", """{"total_tokens":108900,"completion_tokens":108900}""")]
    [InlineData("gogogotoken", """{"seconds":"15","size":"1280x720"}""", "completed", """{"total_tokens":324900,"completion_tokens":324900}""")]
    [InlineData("gogogotoken", """{"seconds":"5","size":"480x854"}""", "completed", """{"total_tokens":48438,"completion_tokens":48438}""")]
    [InlineData("tokenlab", """{"duration":5}""", "completed", """{"total_tokens":108900,"completion_tokens":108900}""")]
    [InlineData("tokenhub", """{"duration":6,"aspect_ratio":"16:9"}""", "succeeded", """{"video_duration":6}""")]
    [InlineData("seedanceapi", """{"duration":10}""", "SUCCESS", "480")]
    public async Task Task_ends_with_a_video_in_our_storage_and_the_usage_of_its_dialect(
        string name, string members, string succeeded, string usage)
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named(name);

        var done = await doors.FinishAsync(dialect, dialect.Request(members));

        Assert.Equal(succeeded, dialect.StatusOf(done.Json));
        Assert.Equal(usage, (done.Json["usage"] ?? done.Json["data"]!["consumed_credits"])!.ToJsonString());
        var url = new BlobUriBuilder(new Uri(dialect.UrlOf(done.Json)!));
        Assert.Equal(doors.World.Time.GetUtcNow() + TimeSpan.FromHours(24), url.Sas.ExpiresOn, TimeSpan.FromMinutes(1));
        var blob = await doors.World.Blobs.GetBlobContainerClient(url.BlobContainerName).GetBlobClient(url.BlobName).DownloadContentAsync();
        Assert.Equal("ftyp"u8.ToArray(), blob.Value.Content.ToArray()[4..8]);
    }

    [Fact]
    public async Task Statuses_of_seed_004_are_the_documented_ones()
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named("seedanceapi");
        var created = await doors.SubmitAsync(dialect, """{"prompt":"A slow dolly shot","aspect_ratio":"16:9","duration":10,"model":"seedance-2.0"}""");
        var id = dialect.IdOf(created.Json)!;

        var running = await doors.AskAsync(dialect, id);
        await doors.Host.RunToEndAsync(DoorWorld.JobOf(id));
        var done = await doors.AskAsync(dialect, id);

        var start = $$"""{"code":200,"message":"success","data":{"task_id":"{{id}}","status":""";
        const string Middle = ""","request":{"prompt":"A slow dolly shot","aspect_ratio":"16:9","duration":10},"response":[""";
        Assert.StartsWith(start + "\"IN_PROGRESS\",\"consumed_credits\":480,\"created_at\":\"", running.Text, StringComparison.Ordinal);
        Assert.EndsWith(Middle + """],"error_message":null}}""", running.Text, StringComparison.Ordinal);
        Assert.StartsWith(start + "\"SUCCESS\",\"consumed_credits\":480,\"created_at\":\"", done.Text, StringComparison.Ordinal);
        Assert.EndsWith("\"],\"error_message\":null}}", done.Text, StringComparison.Ordinal);
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", (string?)done.Json["data"]!["created_at"]);
    }

    [Theory]
    [InlineData("gogogotoken", """["id","task_id","object","model","status","progress","output","usage"]""")]
    [InlineData("tokenlab", """["id","task_id","status","poll_url","model","progress","created_at","video_url","usage"]""")]
    [InlineData("tokenhub", """["id","object","model","status","created","data","usage"]""")]
    public async Task Finished_task_has_the_documented_members(string name, string members)
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named(name);

        var done = await doors.FinishAsync(dialect, dialect.Base);

        Assert.Equal(members, new JsonArray([.. done.Json.AsObject().Select(member => JsonValue.Create(member.Key))]).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Dialect.Names), MemberType = typeof(Dialect))]
    public async Task Failed_task_says_why_and_costs_nothing(string name)
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named(name);

        var done = await doors.FinishAsync(dialect, dialect.Request("""{"prompt":"A kite [fault:moderation]"}"""));

        Assert.Equal("failed", dialect.StatusOf(done.Json)!.ToLowerInvariant());
        var message = name == "seedanceapi" ? done.Json["data"]!["error_message"] : done.Json["error"]!["message"];
        Assert.False(string.IsNullOrWhiteSpace((string?)message), done.Text);
        Assert.Null(done.Json["usage"]);
    }

    [Fact]
    public async Task Submit_of_which_nobody_knows_is_shown_as_running_so_that_no_customer_buys_again()
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named("tokenhub");

        var done = await doors.FinishAsync(dialect, dialect.Request("""{"prompt":"A kite [fault:reset-after]"}"""));

        var job = await doors.Host.GetAsync(DoorWorld.JobOf(dialect.IdOf(done.Json)!));
        Assert.Equal((JobStatus.Ambiguous, "running"), (job.Status, dialect.StatusOf(done.Json)));
        Assert.Equal(1, await doors.World.Simulator.ReceivedAsync("kite"));
    }

    [Theory]
    [MemberData(nameof(Dialect.Names), MemberType = typeof(Dialect))]
    public async Task Same_bytes_twice_are_two_tasks_and_with_an_idempotency_key_one(string name)
    {
        await using var doors = await DoorWorld.StartAsync();
        var dialect = Dialect.Named(name);

        var plain = await Task.WhenAll(doors.SubmitAsync(dialect, dialect.Base), doors.SubmitAsync(dialect, dialect.Base));
        var keyed = new[] { await doors.SubmitAsync(dialect, dialect.Base, "order-1"), await doors.SubmitAsync(dialect, dialect.Base, "order-1") };
        var conflict = await doors.SubmitAsync(dialect, dialect.Request("""{"prompt":"A boat"}"""), "order-1");
        var tooLong = await doors.SubmitAsync(dialect, dialect.Base, new string('k', 257));

        Assert.Equal(2, plain.Select(answer => dialect.IdOf(answer.Json)).Distinct().Count());
        Assert.Single(keyed.Select(answer => dialect.IdOf(answer.Json)).Distinct());
        Assert.Equal((409, 400), (conflict.Status, tooLong.Status));
    }

    [Theory]
    [InlineData("gogogotoken", "insufficient_quota")]
    [InlineData("tokenlab", "insufficient_balance")]
    [InlineData("tokenhub", "insufficient_balance")]
    [InlineData("seedanceapi", "INSUFFICIENT_CREDITS")]
    public async Task Spent_budget_is_the_402_of_the_dialect(string name, string code)
    {
        await using var doors = await DoorWorld.StartAsync(("Budget:DailyUsd", "0.01"));
        var dialect = Dialect.Named(name);

        var answer = await doors.SubmitAsync(dialect, dialect.Base);

        Assert.Equal((402, code), (answer.Status, dialect.ErrorOf(answer.Json)));
        if (name == "gogogotoken")
        {
            Assert.Equal("""{"error":{"message":"Insufficient balance","code":"insufficient_quota"}}""", answer.Text);
        }
    }

    [Fact]
    public async Task Cheapest_reseller_does_the_work_unless_the_door_is_pinned()
    {
        await using var doors = await DoorWorld.StartAsync();
        await using var pinned = await DoorWorld.StartAsync(("FrontDoors:tokenhub:Provider", "tokenhub"));
        var dialect = Dialect.Named("tokenhub");
        var request = dialect.Request("""{"duration":5,"aspect_ratio":"16:9"}""");

        var free = await JobOfAsync(doors, dialect, await doors.FinishAsync(dialect, request));
        var bound = await JobOfAsync(pinned, dialect, await pinned.FinishAsync(dialect, request));

        Assert.Equal(("tokenlab", 0.736676m), (free.Provider, free.Usage!.AmountUsd));
        Assert.Equal(("tokenhub", 1.00m), (bound.Provider, bound.Usage!.AmountUsd));
    }

    [Fact]
    public async Task Task_of_another_door_and_a_job_of_ours_are_not_found()
    {
        await using var doors = await DoorWorld.StartAsync();
        var (hub, lab) = (Dialect.Named("tokenhub"), Dialect.Named("tokenlab"));
        var id = hub.IdOf((await doors.SubmitAsync(hub, hub.Base)).Json)!;
        var job = await doors.Host.SubmitAsync(new { prompt = "A boat" });

        Assert.Equal(404, (await doors.AskAsync(lab, "task_" + id)).Status);
        Assert.Equal(404, (await doors.AskAsync(hub, job.Id[4..])).Status);
        Assert.Equal(200, (await doors.AskAsync(hub, id)).Status);
    }

    private static async Task<JobDocument> JobOfAsync(DoorWorld doors, Dialect dialect, DoorAnswer answer) =>
        await doors.Host.GetAsync(DoorWorld.JobOf(dialect.IdOf(answer.Json)!));
}
