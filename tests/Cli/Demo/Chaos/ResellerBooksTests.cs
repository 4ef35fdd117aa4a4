using System.Text.Json.Nodes;
using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Demo.Chaos;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Tests.Demo.Chaos;

public sealed class ResellerBooksTests
{
    private static readonly Uri Simulator = new("http://stub.test:7072/");

    [Fact]
    public async Task Books_that_agree_have_no_faults()
    {
        Assert.Empty(await FaultsAsync([Entry("t1", "lamp", "0.736676"), Entry("t2", "shoe", "0.8")], [Result("lamp", "t1", 0.736676m), Result("shoe", "t2", 0.80m)]));
    }

    [Fact]
    public async Task A_bill_that_differs_in_the_last_digit_is_found()
    {
        var faults = await FaultsAsync([Entry("t1", "lamp", "0.736676")], [Result("lamp", "t1", 0.736677m)]);

        Assert.Contains("lamp: billed $0.736677 where the reseller's book has 0.736676 USD", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credits_are_held_against_the_billed_quantity()
    {
        var bill = new Charge("credits", 160, 0.01m, "USD", 1.6m, 1.6m);

        Assert.Empty(await FaultsAsync([Entry("t1", "shoe", "160", "credits")], [Result("shoe", "t1", bill)]));
        Assert.Single(await FaultsAsync([Entry("t1", "shoe", "161", "credits")], [Result("shoe", "t1", bill)]));
    }

    [Fact]
    public async Task A_prompt_that_was_accepted_twice_is_found_and_the_task_that_no_job_knows()
    {
        var faults = await FaultsAsync([Entry("t1", "lamp", "1"), Entry("t2", "lamp", "1")], [Result("lamp", "t1", 1)]);

        Assert.Equal(2, faults.Count);
        Assert.Contains("accepted 2 POSTs where 1 was wanted: lamp", faults[0], StringComparison.Ordinal);
        Assert.Contains("t2", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_items_with_one_prompt_may_have_two_tasks()
    {
        Assert.Empty(await FaultsAsync([Entry("t1", "lamp", "1"), Entry("t2", "lamp", "1")], [Result("lamp", "t1", 1), Result("lamp", "t2", 1)]));
    }

    [Fact]
    public async Task A_job_without_a_task_is_found()
    {
        var faults = await FaultsAsync([], [Result("lamp", null, 1)]);

        Assert.Equal(2, faults.Count);
        Assert.Contains("accepted 0 POSTs where 1 was wanted", faults[0], StringComparison.Ordinal);
        Assert.Contains("no reseller has the task", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_post_is_waited_for()
    {
        using var host = new StubHost();
        using var http = new HttpClient(host);
        host.InTurn("GET /admin/submissions", """[{"open":false}]""", """[{"open":false},{"open":true}]""");

        await new ResellerBooks(http, Simulator).UntilPostIsOpenAsync(new InstantTime(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, host.Calls.Count);
    }

    [Fact]
    public async Task The_next_posts_are_held_by_a_rule()
    {
        using var host = new StubHost();
        using var http = new HttpClient(host);
        host.On("POST /admin/faults", "{}");

        await new ResellerBooks(http, Simulator).HoldPostsAsync(4, CancellationToken.None);

        Assert.Equal("""{"fault":"held seconds=2 times=0","count":4}""", host.Calls[0].Body);
        Assert.Equal("application/json", host.Calls[0].ContentType);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(string[] entries, DemoResult[] results)
    {
        using var host = new StubHost();
        using var http = new HttpClient(host);
        host.On("GET /admin/tasks", $"[{string.Join(',', entries)}]");
        return await new ResellerBooks(http, Simulator).FaultsAsync(results, CancellationToken.None);
    }

    private static string Entry(string id, string prompt, string billed, string currency = "USD") => $$$"""
        {"id":"{{{id}}}","dialect":"tokenhub","prompt":"{{{prompt}}}","quoted":{"currency":"{{{currency}}}"},"billed_amount":{{{billed}}}}
        """;

    private static DemoResult Result(string prompt, string? task, decimal billed) =>
        Result(prompt, task, new Charge("seconds", 5, 0.2m, "USD", billed, billed));

    private static DemoResult Result(string prompt, string? task, Charge bill) => new(
        new CatalogItem(prompt, new JsonObject { ["prompt"] = prompt }),
        new Job(prompt, "succeeded", Provider: "tokenhub", ProviderTaskId: task, Usage: bill),
        new QuoteAnswer(),
        null);
}
