using System.Text.Json.Nodes;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Books;

public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("simulator-book-");

    private string BookFile => Path.Combine(_data.FullName, "book.jsonl");

    public static TheoryData<string> Dialects => [.. DialectCase.All.Select(dialect => dialect.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_task_is_there_after_a_restart_and_ends_with_the_same_bill(string name)
    {
        var dialect = DialectCase.All.Single(dialect => dialect.Name == name);
        string? id;
        JsonNode before;
        await using (var first = await StartAsync())
        {
            id = dialect.IdOf((await first.PostAsync(dialect.SubmitPath, dialect.Request("a lamp"))).Json);
            before = Lasting(await TaskAsync(first));
        }

        await using var second = await StartAsync();
        second.Time.Advance(300);

        var after = await TaskAsync(second);
        Assert.Equal(id, after["id"]!.GetValue<string>());
        Assert.Equal("succeeded", after["status"]!.GetValue<string>());
        Assert.Equal(after["quoted"]!["amount"]!.ToJsonString(), after["billed_amount"]!.ToJsonString());
        Assert.Equal(before.ToJsonString(), Lasting(after).ToJsonString());
    }

    [Fact]
    public async Task The_books_count_the_posts_of_all_lives()
    {
        await using (var first = await StartAsync())
        {
            await PostAsync(first, "one");
            await PostAsync(first, "two [fault:reset-after]", cut: true);
            await PostAsync(first, "three [fault:moderation-before]");
        }

        await using var second = await StartAsync();
        await PostAsync(second, "four");

        var posts = (await second.GetAsync("/admin/submissions")).Json.AsArray();
        Assert.Equal([1, 2, 3, 4], posts.Select(post => post!["number"]!.GetValue<int>()));
        Assert.Equal([true, true, false, true], posts.Select(post => post!["accepted"]!.GetValue<bool>()));
        Assert.All(posts, post => Assert.False(post!["open"]!.GetValue<bool>()));
        var stats = (await second.GetAsync("/admin/stats")).Json;
        Assert.Equal((4, 3, 2), (stats["received"]!.GetValue<int>(), stats["accepted"]!.GetValue<int>(), stats["faulted"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_fault_that_has_struck_does_not_strike_again()
    {
        await using (var first = await StartAsync())
        {
            Assert.Equal(429, (await PostAsync(first, "p [fault:429]")).Status);
            await first.PostAsync("/admin/faults", """{"fault":"503","match":"q","count":1}""");
            Assert.Equal(503, (await PostAsync(first, "q")).Status);
        }

        await using var second = await StartAsync();

        Assert.Equal(200, (await PostAsync(second, "p [fault:429]")).Status);
        Assert.Equal(200, (await PostAsync(second, "q, once more")).Status);
        Assert.Equal(1, (await second.GetAsync("/admin/faults")).Json["faults"]![0]!["struck"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_removed_rule_stays_removed_and_a_cancelled_task_cancelled()
    {
        var lab = DialectCase.All.Single(dialect => dialect.Name == "tokenlab");
        await using (var first = await StartAsync("QueueSeconds=60"))
        {
            var rule = (await first.PostAsync("/admin/faults", """{"fault":"503"}""")).Json["id"]!.GetValue<long>();
            await first.DeleteAsync($"/admin/faults/{rule}");
            var id = lab.IdOf((await first.PostAsync(lab.SubmitPath, lab.Request("p"))).Json);
            Assert.Equal(200, (await first.DeleteAsync($"/tokenlab/v1/tasks/{id}")).Status);
        }

        await using var second = await StartAsync("QueueSeconds=60");

        Assert.Empty((await second.GetAsync("/admin/faults")).Json["faults"]!.AsArray());
        Assert.Equal("cancelled", (await TaskAsync(second))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_balance_is_what_it_was()
    {
        string left;
        await using (var first = await StartAsync())
        {
            await first.PostAsync("/admin/balance", """{"dialect":"tokenhub","amount":10}""");
            await PostAsync(first, "p");
            left = await BalanceAsync(first);
        }

        await using var second = await StartAsync();

        Assert.NotEqual("10", left);
        Assert.Equal(left, await BalanceAsync(second));
    }

    [Fact]
    public async Task Half_a_line_that_a_kill_left_is_cut_off_and_writing_goes_on()
    {
        await using (var first = await StartAsync())
        {
            await PostAsync(first, "whole");
        }

        await File.AppendAllTextAsync(BookFile, """{"accepted":{"task":"never-answered","dial""");

        await using (var second = await StartAsync())
        {
            Assert.Single((await second.GetAsync("/admin/tasks")).Json.AsArray());
            await PostAsync(second, "after");
        }

        await using var third = await StartAsync();
        Assert.Equal(2, (await third.GetAsync("/admin/tasks")).Json.AsArray().Count);
    }

    [Fact]
    public async Task Every_place_where_a_kill_may_cut_the_file_is_a_place_to_go_on_from()
    {
        await using (var first = await StartAsync())
        {
            await PostAsync(first, "one");
            await PostAsync(first, "two");
        }

        var whole = await File.ReadAllBytesAsync(BookFile);
        for (var length = 0; length <= whole.Length; length += 37)
        {
            await File.WriteAllBytesAsync(BookFile, whole[..length]);
            await using var simulator = await StartAsync();
            Assert.Equal(200, (await PostAsync(simulator, "three")).Status);
        }
    }

    [Fact]
    public async Task A_bad_line_in_the_middle_is_named_and_nothing_is_thrown_away()
    {
        await File.WriteAllTextAsync(BookFile, "{\"told\":\"a\"}\nnot a line\n{\"told\":\"b\"}\n");

        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () => await StartAsync());

        Assert.Contains("Line 2", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(BookFile)).Length);
    }

    [Fact]
    public async Task Reset_forgets_for_good()
    {
        await using (var first = await StartAsync())
        {
            await PostAsync(first, "p");
            await first.PostAsync("/admin/reset", "");
        }

        await using var second = await StartAsync();

        Assert.Empty((await second.GetAsync("/admin/tasks")).Json.AsArray());
    }

    public void Dispose() => _data.Delete(recursive: true);

    private Task<SimulatorHost> StartAsync(params string[] settings) =>
        SimulatorHost.StartAsync([$"DataDirectory={_data.FullName}", "PublicUrl=http://simulator.test", .. settings]);

    private static async Task<Answer> PostAsync(SimulatorHost simulator, string prompt, bool cut = false)
    {
        var hub = DialectCase.All.Single(dialect => dialect.Name == "tokenhub");
        try
        {
            return await simulator.PostAsync(hub.SubmitPath, hub.Request(prompt));
        }
        catch (HttpRequestException) when (cut)
        {
            return null!;
        }
    }

    private static async Task<JsonNode> TaskAsync(SimulatorHost simulator) =>
        Assert.Single((await simulator.GetAsync("/admin/tasks")).Json.AsArray())!;

    private static async Task<string> BalanceAsync(SimulatorHost simulator) =>
        (await simulator.GetAsync("/admin/stats")).Json["dialects"]!["tokenhub"]!["balance"]!.ToJsonString();

    // What neither time nor looking changes.
    private static JsonObject Lasting(JsonNode task) => new(
        new[] { "id", "dialect", "created_at", "prompt", "model", "resolution", "seconds", "quoted", "submission" }
            .Select(name => KeyValuePair.Create(name, task[name]?.DeepClone())));
}
