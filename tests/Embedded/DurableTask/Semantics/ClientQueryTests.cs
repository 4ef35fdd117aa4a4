using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ClientQueryTests
{
    [Fact]
    public async Task Get_of_nobody_is_null()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        Assert.Null(await fixture.Client.GetInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Get_without_an_id_is_an_argument_null_exception(string? id)
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        await Assert.ThrowsAsync<ArgumentNullException>(() => fixture.Client.GetInstanceAsync(id!));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Payloads_are_left_out_unless_asked_for(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", status);

        var bare = (await fixture.Client.GetInstanceAsync("x"))!;

        Assert.Null(bare.SerializedInput);
        Assert.Null(bare.SerializedOutput);
        Assert.Null(bare.SerializedCustomStatus);
        Assert.Null(bare.FailureDetails);
    }

    [Fact]
    public async Task Payloads_that_were_not_asked_for_cannot_be_read()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        var bare = (await fixture.Client.GetInstanceAsync("x"))!;

        Assert.Throws<InvalidOperationException>(() => bare.ReadInputAs<int>());
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<int>());
        Assert.Throws<InvalidOperationException>(() => bare.ReadCustomStatusAs<int>());
    }

    [Fact]
    public async Task Payloads_that_were_asked_for_can_be_read()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        var full = await fixture.GetAsync("x");

        Assert.Equal((1, 1, 0), (full.ReadInputAs<int>(), full.ReadOutputAs<int>(), full.ReadCustomStatusAs<int>()));
    }

    [Fact]
    public async Task Input_of_a_running_instance_can_be_read()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Running);

        Assert.Equal(1, (await fixture.GetAsync("x")).ReadInputAs<int>());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, true, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false, true)]
    public async Task IsRunning_and_IsCompleted_say_what_the_status_means(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", status);

        var metadata = (await fixture.Client.GetInstanceAsync("x"))!;

        Assert.Equal((running, completed), (metadata.IsRunning, metadata.IsCompleted));
    }

    [Fact]
    public async Task Times_say_when_it_was_created_and_last_went_on()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        var created = fixture.Time.GetUtcNow();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Running);
        fixture.Time.Advance(TimeSpan.FromMinutes(7));

        await fixture.Client.RaiseEventAsync("x", "go", 1);
        var done = await fixture.CompletionAsync("x");

        Assert.Equal((created, created.AddMinutes(7)), (done.CreatedAt, done.LastUpdatedAt));
    }

    [Fact]
    public async Task Metadata_reads_as_a_summary()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Failed);

        Assert.Equal(
            "[Name: 'Waiting', ID: 'x', RuntimeStatus: Failed, CreatedAt: 2026-01-01T00:00:00, LastUpdatedAt: 2026-01-01T00:00:00,"
            + " Input: '1', Output: 'negative', FailureDetails: 'System.InvalidOperationException - negative']",
            (await fixture.GetAsync("x")).ToString());
    }

    [Fact]
    public async Task Wait_for_start_returns_once_the_instance_is_no_longer_pending()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        var id = await fixture.StartInstanceAsync(
            "Waiting", options: new StartOrchestrationOptions(StartAt: fixture.Time.GetUtcNow().AddHours(1)));
        var wait = fixture.Client.WaitForInstanceStartAsync(id);
        Assert.False(wait.IsCompleted);

        await fixture.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await wait.WaitAsync(Fixture.Patience)).RuntimeStatus);
    }

    [Fact]
    public async Task Wait_for_start_of_a_finished_instance_returns_at_once()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Terminated);

        Assert.True(fixture.Client.WaitForInstanceStartAsync("x").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_for_nobody_lasts_until_it_is_cancelled()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        using var end = new CancellationTokenSource();
        var wait = fixture.Client.WaitForInstanceCompletionAsync("nobody", end.Token);
        Assert.False(wait.IsCompleted);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Fixture.Patience));
    }

    [Fact]
    public async Task Wait_for_somebody_who_comes_later_returns()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        var wait = fixture.Client.WaitForInstanceStartAsync("later");

        await fixture.StartInstanceAsync("Waiting", options: new StartOrchestrationOptions("later"));

        Assert.Equal("later", (await wait.WaitAsync(Fixture.Patience)).InstanceId);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task Wait_for_completion_returns_however_the_instance_ended(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", status);

        Assert.Equal(status, (await fixture.CompletionAsync("x")).RuntimeStatus);
    }

    [Fact]
    public async Task Wait_for_completion_leaves_payloads_out_unless_asked_for()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        Assert.Null((await fixture.Client.WaitForInstanceCompletionAsync("x")).SerializedOutput);
    }

    [Fact]
    public async Task Query_without_a_filter_lists_everything()
    {
        await using var fixture = await ThreeAsync();

        Assert.Equal(["a1", "a2", "b1"], await IdsAsync(fixture, null));
    }

    [Fact]
    public async Task Query_by_status_sees_unfinished_and_finished_ones()
    {
        await using var fixture = await ThreeAsync();

        Assert.Equal(["a1"], await IdsAsync(fixture, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["a2"], await IdsAsync(fixture, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed])));
        Assert.Equal(
            ["a2", "b1"],
            await IdsAsync(fixture, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Suspended])));
    }

    [Fact]
    public async Task Query_by_prefix_lists_ids_that_begin_with_it()
    {
        await using var fixture = await ThreeAsync();

        Assert.Equal(["a1", "a2"], await IdsAsync(fixture, new OrchestrationQuery(InstanceIdPrefix: "a")));
    }

    [Fact]
    public async Task Query_by_time_includes_both_bounds()
    {
        await using var fixture = await ThreeAsync();
        var all = await fixture.Client.GetAllInstancesAsync().ToListAsync();
        var (first, second) = (all.Single(one => one.InstanceId == "a1").CreatedAt, all.Single(one => one.InstanceId == "a2").CreatedAt);

        Assert.Equal(["a1", "a2"], await IdsAsync(fixture, new OrchestrationQuery(CreatedFrom: first, CreatedTo: second)));
        Assert.Equal(["a2"], await IdsAsync(fixture, new OrchestrationQuery(CreatedFrom: second, CreatedTo: second)));
    }

    [Fact]
    public async Task Query_fetches_payloads_when_asked_to()
    {
        await using var fixture = await ThreeAsync();

        var with = await fixture.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)).ToListAsync();
        var without = await fixture.Client.GetAllInstancesAsync().ToListAsync();

        Assert.All(with, one => Assert.Equal("1", one.SerializedInput));
        Assert.All(without, one => Assert.Null(one.SerializedInput));
    }

    [Fact]
    public async Task Query_pages_have_the_size_asked_for_and_end_without_a_token()
    {
        await using var fixture = await ThreeAsync();

        var pages = await fixture.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 2)).AsPages().ToListAsync();

        Assert.Equal([2, 1], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task Query_may_end_with_an_empty_page()
    {
        await using var fixture = await ThreeAsync();

        var pages = await fixture.Client.GetAllInstancesAsync().AsPages(pageSizeHint: 1).ToListAsync();

        Assert.Equal([1, 1, 1, 0], pages.Select(page => page.Values.Count));
    }

    [Fact]
    public async Task Query_goes_on_from_a_token()
    {
        await using var fixture = await ThreeAsync();
        var first = await fixture.Client.GetAllInstancesAsync().AsPages(pageSizeHint: 2).FirstAsync();

        var rest = await fixture.Client.GetAllInstancesAsync(new OrchestrationQuery(ContinuationToken: first.ContinuationToken)).ToListAsync();

        Assert.Equal("b1", Assert.Single(rest).InstanceId);
    }

    [Fact]
    public async Task Query_lists_children_too()
    {
        await using var fixture = await Main.StartAsync(
            Memory.Kept,
            async context => await context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "child")),
            registry => registry.AddOrchestratorFunc("Child", _ => 1));
        await fixture.RunAsync("Main", options: new StartOrchestrationOptions("parent"));

        Assert.Equal(["child", "parent"], await IdsAsync(fixture, null));
    }

    private static async Task<Fixture> ThreeAsync()
    {
        var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "a1", OrchestrationRuntimeStatus.Running);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await ClientStartTests.BringToAsync(fixture, "a2", OrchestrationRuntimeStatus.Completed);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await ClientStartTests.BringToAsync(fixture, "b1", OrchestrationRuntimeStatus.Suspended);
        return fixture;
    }

    private static async Task<IEnumerable<string>> IdsAsync(Fixture fixture, OrchestrationQuery? query) =>
        (await fixture.Client.GetAllInstancesAsync(query).ToListAsync()).Select(one => one.InstanceId).Order(StringComparer.Ordinal);
}
