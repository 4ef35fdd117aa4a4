using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Faults;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Admin;

public sealed class AdminTests
{
    private static readonly DialectCase TokenHub = DialectCase.Named("tokenhub");

    [Fact]
    public async Task Every_POST_gets_a_growing_number_whatever_came_of_it()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await TokenHub.SubmitAsync(simulator, "good");
        await TokenHub.SubmitAsync(simulator, "limited [fault:429]");
        await simulator.PostAsync(TokenHub.SubmitPath, """{"model":"none","prompt":"bad"}""");
        await simulator.PostAsync(TokenHub.SubmitPath, "{");
        await TokenHub.SubmitAsync(simulator, "hidden [fault:error-after]");

        var posts = (await simulator.GetAsync("/admin/submissions")).Json.AsArray();

        Assert.Equal([1, 2, 3, 4, 5], posts.Select(post => (int)post!["number"]!));
        Assert.Equal([true, false, false, false, true], posts.Select(post => (bool)post!["accepted"]!));
        Assert.Equal([null, "429", null, null, "error-after"], posts.Select(post => (string?)post!["fault"]));
        Assert.StartsWith("400 InvalidField model", (string?)posts[2]!["refused"], StringComparison.Ordinal);
        Assert.Equal(TokenHub.Request("good"), (string?)posts[0]!["body"]);
    }

    [Fact]
    public async Task Stats_say_how_often_a_prompt_was_accepted()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await TokenHub.SubmitAsync(simulator, "job 1 [fault:429]");
        await TokenHub.SubmitAsync(simulator, "job 1 [fault:429]");
        await DialectCase.Named("tokenlab").SubmitAsync(simulator, "job 2");
        var (id, _) = await TokenHub.FinishAsync(simulator, "job 3");
        await simulator.GetAsync($"/assets/{id}/video.mp4");

        var stats = (await simulator.GetAsync("/admin/stats?prompt=job%201")).Json;

        var prompt = Assert.Single(stats["prompts"]!.AsArray())!;
        Assert.Equal((2, 1), ((int)prompt["received"]!, (int)prompt["accepted"]!));
        Assert.Equal((4, 3, 0, 1), Totals(stats));
        var counts = stats["dialects"]!["tokenhub"]!["counts"]!;
        Assert.Equal((3, 1, 1), ((int)counts["received"]!, (int)counts["polls"]!, (int)counts["downloads"]!));
        Assert.Equal(1, (int)counts["downloads_with_key"]!);
    }

    [Fact]
    public async Task Download_without_a_key_is_told_from_one_with()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (id, _) = await TokenHub.FinishAsync(simulator, "a cup");
        simulator.Client.DefaultRequestHeaders.Authorization = null;

        await simulator.GetAsync($"/assets/{id}/video.mp4");

        var counts = (await simulator.GetAsync("/admin/stats")).Json["dialects"]!["tokenhub"]!["counts"]!;
        Assert.Equal((1, 0), ((int)counts["downloads"]!, (int)counts["downloads_with_key"]!));
    }

    [Fact]
    public async Task Task_list_shows_state_bill_counts_and_trace()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await DialectCase.Named("tokenlab").SubmitAsync(simulator, "a cup");
        var (id, _) = await TokenHub.FinishAsync(simulator, "a plate [fault:slow seconds=0]");
        await simulator.GetAsync($"/assets/{id}/video.mp4");

        var task = Assert.Single((await simulator.GetAsync("/admin/tasks?dialect=tokenhub&prompt=plate")).Json.AsArray())!;

        Assert.Equal((id, "tokenhub", "succeeded"), ((string?)task["id"], (string?)task["dialect"], (string?)task["status"]));
        Assert.Equal((1.00m, 1, 1, 2), ((decimal)task["billed_amount"]!, (int)task["polls"]!, (int)task["downloads"]!, (int)task["submission"]!));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", (string?)task["traceparent"]);
        Assert.Equal("slow seconds=0", (string?)task["faults"]![0]);
        Assert.Equal(2, (await simulator.GetAsync("/admin/tasks")).Json.AsArray().Count);
        Assert.Single((await simulator.GetAsync("/admin/tasks?limit=1")).Json.AsArray());
    }

    [Fact]
    public async Task Rule_strikes_matching_prompts_of_its_dialect_until_its_count_is_used()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var made = await simulator.PostAsync(
            "/admin/faults", """{"fault":"503 retry_after=4","dialect":"tokenhub","match":"cup","count":2}""");

        var elsewhere = await DialectCase.Named("tokenlab").SubmitAsync(simulator, "a cup");
        var plate = await TokenHub.SubmitAsync(simulator, "a plate");
        var first = await TokenHub.SubmitAsync(simulator, "a cup");
        var second = await TokenHub.SubmitAsync(simulator, "another cup");
        var third = await TokenHub.SubmitAsync(simulator, "a third cup");

        Assert.Equal(201, made.Status);
        Assert.Equal((200, 200), (elsewhere.Status, plate.Status));
        Assert.Equal((503, 503, 200), (first.Status, second.Status, third.Status));
        Assert.Equal(2, (int)(await simulator.GetAsync("/admin/faults")).Json["faults"]![0]!["struck"]!);
    }

    [Fact]
    public async Task Rule_may_set_the_times_and_be_taken_back()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var rule = (await simulator.PostAsync("/admin/faults", """{"fault":"429","times":0}""")).Json;

        var first = await TokenHub.SubmitAsync(simulator, "a cup");
        var second = await TokenHub.SubmitAsync(simulator, "a cup");
        var removed = await simulator.DeleteAsync($"/admin/faults/{rule["id"]}");
        var third = await TokenHub.SubmitAsync(simulator, "a cup");
        await simulator.PostAsync("/admin/faults", """{"fault":"error-before"}""");
        await simulator.DeleteAsync("/admin/faults");
        var fourth = await TokenHub.SubmitAsync(simulator, "a cup");

        Assert.Equal((429, 429, 204, 200, 200), (first.Status, second.Status, removed.Status, third.Status, fourth.Status));
        Assert.Equal(404, (await simulator.DeleteAsync($"/admin/faults/{rule["id"]}")).Status);
    }

    [Fact]
    public async Task Rule_for_existing_tasks_strikes_them_at_once_and_nothing_later()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var id = TokenHub.IdOf((await TokenHub.SubmitAsync(simulator, "a cup")).Json);

        var struck = await simulator.PostAsync("/admin/faults", """{"fault":"poll-5xx status=503","times":1,"match":"cup","existing":true}""");
        var during = await TokenHub.PollAsync(simulator, id);
        var afterwards = await TokenHub.PollAsync(simulator, id);
        var (_, later) = await TokenHub.FinishAsync(simulator, "another cup");

        Assert.Equal(1, (int)struck.Json["struck"]!);
        Assert.Equal((503, 200), (during.Status, afterwards.Status));
        Assert.Equal("succeeded", (string?)later["status"]);
    }

    [Fact]
    public async Task Stats_sum_what_each_reseller_took()
    {
        await using var simulator = await SimulatorHost.StartAsync("QueueSeconds=0", "GenerationSeconds=0");
        await TokenHub.SubmitAsync(simulator, "a cup");
        await TokenHub.SubmitAsync(simulator, "another cup");
        await TokenHub.SubmitAsync(simulator, "no cup [fault:failed]");
        await DialectCase.Named("seedanceapi").SubmitAsync(simulator, "no cup [fault:failed]");

        var dialects = (await simulator.GetAsync("/admin/stats")).Json["dialects"]!;

        Assert.Equal((2.00m, 240m), ((decimal)dialects["tokenhub"]!["billed"]!, (decimal)dialects["seedanceapi"]!["billed"]!));
    }

    [Theory]
    [InlineData("""{"fault":"no-such-fault"}""")]
    [InlineData("""{"fault":"429","dialect":"nobody"}""")]
    [InlineData("""{"fault":"stuck","times":2}""")]
    [InlineData("""{}""")]
    public async Task Rule_that_makes_no_sense_is_refused(string rule)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        Assert.Equal(400, (await simulator.PostAsync("/admin/faults", rule)).Status);
    }

    [Fact]
    public async Task Catalog_lists_every_fault_once_with_its_parameters()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var rows = (await simulator.GetAsync("/admin/faults/catalog")).Json["faults"]!.AsArray();

        Assert.Equal(Enum.GetValues<FaultKind>().Length, rows.Count);
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultCatalog.All.Select(row => row.Kind));
        Assert.Equal("retry_after=1 times=1", (string?)rows[0]!["defaults"]);
        Assert.All(FaultCatalog.All, row => Assert.NotNull(FaultParser.Parse($"{row.Name} {row.Defaults}", out _)));
    }

    [Fact]
    public async Task Balance_is_set_and_lifted()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        await simulator.PostAsync("/admin/balance", """{"dialect":"tokenhub","amount":1.5}""");
        var first = await TokenHub.SubmitAsync(simulator, "a cup");
        var second = await TokenHub.SubmitAsync(simulator, "a cup");
        await simulator.PostAsync("/admin/balance", """{"dialect":"tokenhub","amount":null}""");
        var third = await TokenHub.SubmitAsync(simulator, "a cup");
        var unknown = await simulator.PostAsync("/admin/balance", """{"dialect":"nobody","amount":1}""");

        Assert.Equal((200, 402, 200, 400), (first.Status, second.Status, third.Status, unknown.Status));
    }

    [Fact]
    public async Task Reset_forgets_tasks_counts_faults_and_balances()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await TokenHub.SubmitAsync(simulator, "a cup");
        await simulator.PostAsync("/admin/faults", """{"fault":"429"}""");
        await simulator.PostAsync("/admin/balance", """{"dialect":"tokenhub","amount":0}""");

        Assert.Equal(204, (await simulator.PostAsync("/admin/reset", "{}")).Status);

        Assert.Empty((await simulator.GetAsync("/admin/tasks")).Json.AsArray());
        Assert.Equal((0, 0, 0, 0), Totals((await simulator.GetAsync("/admin/stats")).Json));
        Assert.Equal(200, (await TokenHub.SubmitAsync(simulator, "a cup")).Status);
    }

    [Fact]
    public async Task Concurrency_above_the_limit_gets_429_until_a_task_ends()
    {
        await using var simulator = await SimulatorHost.StartAsync("Dialects:tokenhub:MaxConcurrent=2");
        await TokenHub.SubmitAsync(simulator, "one");
        await TokenHub.SubmitAsync(simulator, "two");

        var busy = await TokenHub.SubmitAsync(simulator, "three");
        var elsewhere = await DialectCase.Named("tokenlab").SubmitAsync(simulator, "three");
        simulator.Time.Advance(9);
        var free = await TokenHub.SubmitAsync(simulator, "three");

        Assert.Equal((429, 200, 200), (busy.Status, elsewhere.Status, free.Status));
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Oldest_tasks_are_dropped_beyond_the_retention()
    {
        await using var simulator = await SimulatorHost.StartAsync("MaxTasks=2");
        var oldest = TokenHub.IdOf((await TokenHub.SubmitAsync(simulator, "one")).Json);
        await TokenHub.SubmitAsync(simulator, "two");
        await TokenHub.SubmitAsync(simulator, "three");

        Assert.Equal(404, (await TokenHub.PollAsync(simulator, oldest)).Status);
        Assert.Equal(2, (await simulator.GetAsync("/admin/tasks")).Json.AsArray().Count);
        Assert.Equal(3, (int)(await simulator.GetAsync("/admin/stats")).Json["accepted"]!);
    }

    [Fact]
    public async Task Listed_keys_alone_are_accepted_when_keys_are_listed()
    {
        await using var simulator = await SimulatorHost.StartAsync("ApiKeys:0=th-test", "ApiKeys:1=th-more");

        var first = await TokenHub.SubmitAsync(simulator, "a cup");
        simulator.Client.DefaultRequestHeaders.Authorization = new("Bearer", "th-unknown");
        var second = await TokenHub.SubmitAsync(simulator, "a cup");

        Assert.Equal((200, 401), (first.Status, second.Status));
    }

    [Fact]
    public async Task Undocumented_fields_pass_where_they_are_not_refused()
    {
        await using var simulator = await SimulatorHost.StartAsync("RefuseUndocumentedFields=false");

        var answer = await simulator.PostAsync(TokenHub.SubmitPath, """{"model":"doubao-seedance-2.0","prompt":"p","seed":7}""");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Timing_can_differ_by_dialect()
    {
        await using var simulator = await SimulatorHost.StartAsync(
            "QueueSeconds=0", "GenerationSeconds=100", "Dialects:tokenlab:GenerationSeconds=5");
        var (_, slow) = await TokenHub.FinishAsync(simulator, "a cup");
        var (_, quick) = await DialectCase.Named("tokenlab").FinishAsync(simulator, "a cup");

        Assert.Equal(("running", "completed"), ((string?)slow["status"], (string?)quick["status"]));
    }

    [Fact]
    public async Task Result_urls_stand_under_the_public_url_when_one_is_given()
    {
        await using var simulator = await SimulatorHost.StartAsync("PublicUrl=https://cdn.example/x/");

        var (id, done) = await TokenHub.FinishAsync(simulator, "a cup");

        Assert.Equal($"https://cdn.example/x/assets/{id}/video.mp4", TokenHub.UrlOf(done));
    }

    private static (int Received, int Accepted, int Refused, int Faulted) Totals(JsonNode stats) =>
        ((int)stats["received"]!, (int)stats["accepted"]!, (int)stats["refused"]!, (int)stats["faulted"]!);
}
