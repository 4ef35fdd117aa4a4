using ConformanceApp;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Conformance.Tests.Grounds;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace VideoPipeline.Conformance.Tests;

public abstract class QueryCases(Ground ground)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Missing_instance_is_null() => Assert.Null(await ground.Client.GetInstanceAsync(_id));

    [Fact]
    public async Task State_comes_without_payloads_unless_they_are_asked_for()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        var state = (await ground.Client.GetInstanceAsync(_id, getInputsAndOutputs: false))!;

        Assert.Equal((Completed, null, null), (state.RuntimeStatus, state.SerializedInput, state.SerializedOutput));
        Assert.Throws<InvalidOperationException>(() => state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Prefix_finds_its_instances()
    {
        await PopulateAsync();

        Assert.Equal(["1", "2", "3", "4", "5"], await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-" }));
        Assert.Equal(["5"], await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-5" }));
        Assert.Empty(await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id.ToUpperInvariant()}-x" }));
    }

    [Fact]
    public async Task Statuses_find_their_instances()
    {
        await PopulateAsync();

        Assert.Equal(["1", "2", "3"], await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-", Statuses = [Completed] }));
        Assert.Equal(["4", "5"], await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-", Statuses = [Failed, Running] }));
        Assert.Empty(await FindAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-", Statuses = [Suspended] }));
    }

    [Fact]
    public async Task Times_of_creation_find_their_instances()
    {
        await PopulateAsync();
        var created = (await ground.Client.GetInstanceAsync($"{_id}-3"))!.CreatedAt;

        Assert.Contains("3", await FindAsync(new OrchestrationQuery(created.AddSeconds(-1), created.AddSeconds(1)) { InstanceIdPrefix = $"{_id}-" }));
        Assert.Empty(await FindAsync(new OrchestrationQuery(created.AddHours(1)) { InstanceIdPrefix = $"{_id}-" }));
        Assert.Empty(await FindAsync(new OrchestrationQuery(CreatedTo: created.AddHours(-1)) { InstanceIdPrefix = $"{_id}-" }));
    }

    [Fact]
    public async Task Pages_hold_every_instance_once()
    {
        await PopulateAsync();

        var found = new List<string>();
        var pages = 0;
        await foreach (var page in ground.Client.GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = $"{_id}-", PageSize = 2 }).AsPages())
        {
            Assert.True(page.Values.Count <= 2);
            pages += page.Values.Count > 0 ? 1 : 0;
            found.AddRange(page.Values.Select(state => state.InstanceId[^1..]));
        }

        Assert.Equal(["1", "2", "3", "4", "5"], found.Order());
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Query_goes_on_from_the_token_of_a_page()
    {
        await PopulateAsync();
        var query = new OrchestrationQuery { InstanceIdPrefix = $"{_id}-", PageSize = 3 };
        var first = await ground.Client.GetAllInstancesAsync(query).AsPages().FirstAsync();

        var rest = await ground.Client.GetAllInstancesAsync(query).AsPages(first.ContinuationToken).SelectMany(page => page.Values.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(["1", "2", "3", "4", "5"], first.Values.Concat(rest).Select(state => state.InstanceId[^1..]).Order());
    }

    [Fact]
    public async Task Query_brings_payloads_when_they_are_asked_for()
    {
        await PopulateAsync();

        var state = await ground.Client.GetAllInstancesAsync(
            new OrchestrationQuery { InstanceIdPrefix = $"{_id}-1", FetchInputsAndOutputs = true }).SingleAsync();

        Assert.Equal("\"x\"", state.SerializedOutput);
    }

    [Fact]
    public async Task History_tells_what_has_happened()
    {
        await ground.StartAsync(nameof(Orchestrations.Chain), 1, _id);
        await ground.EndedAsync(_id);

        var history = await ground.Client.GetOrchestrationHistoryAsync(_id);

        Assert.Equal(
            ["ExecutionStarted", "TaskScheduled", "TaskCompleted", "ExecutionCompleted"],
            history.Select(entry => entry.EventType.ToString()).Where(type => !type.StartsWith("Orchestrator", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task History_of_a_missing_instance_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ground.Client.GetOrchestrationHistoryAsync(_id));

    // Three that have completed, one that failed and one that waits.
    private async Task PopulateAsync()
    {
        foreach (var number in (int[])[1, 2, 3])
        {
            await ground.StartAsync(nameof(Orchestrations.Echo), "x", $"{_id}-{number}");
        }

        await ground.StartAsync(nameof(Orchestrations.Fails), "broken", $"{_id}-4");
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", $"{_id}-5");
        foreach (var number in (int[])[1, 2, 3, 4])
        {
            await ground.EndedAsync($"{_id}-{number}");
        }
    }

    private async Task<List<string>> FindAsync(OrchestrationQuery query) =>
        await ground.Client.GetAllInstancesAsync(query).Select(state => state.InstanceId[^1..]).Order().ToListAsync();
}

[Collection(nameof(HubGround))]
public sealed class HubQueryTests(HubGround ground) : QueryCases(ground);

[Collection(nameof(LocalHostGround))]
public sealed class LocalHostQueryTests(LocalHostGround ground) : QueryCases(ground);
