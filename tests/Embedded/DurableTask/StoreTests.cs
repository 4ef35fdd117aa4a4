using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Store;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

public sealed class StoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task Store_opens_after_a_torn_write(int lostBytes)
    {
        await using var harness = new EngineHarness();
        await using var torn = new EngineHarness();
        var engine = await harness.OpenAsync(Register);
        for (var i = 0; i < 20; i++)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", i, new StartOrchestrationOptions($"i{i}"));
        }

        await engine.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        CopyTorn(harness.DatabasePath, torn.DatabasePath, lostBytes);

        var second = await torn.OpenAsync(Register);
        var left = await second.Client.GetAllInstancesAsync().ToListAsync();
        await torn.PassTimeAsync(second);

        Assert.InRange(left.Count, 10, 20);
        Assert.All(
            await second.Client.GetAllInstancesAsync().ToListAsync(),
            one => Assert.Equal(OrchestrationRuntimeStatus.Completed, one.RuntimeStatus));
    }

    [Theory]
    [InlineData("zero \0 in the middle")]
    [InlineData("")]
    [InlineData("\ud83d\ude00 \u00e4 \u4e2d")]
    public async Task Texts_are_stored_whole(string text)
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(registry => registry.AddOrchestratorFunc<string, int>("Main", Fail));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", text, new StartOrchestrationOptions("x"));
        await harness.PassTimeAsync(engine);

        var result = await EngineHarness.GetAsync(engine, "x");

        Assert.Equal((text, text, text), (result.ReadInputAs<string>(), result.SerializedOutput, result.FailureDetails!.ErrorMessage));

        static int Fail(TaskOrchestrationContext context, string input) => throw new InvalidOperationException(input);
    }

    [Fact]
    public async Task Store_of_another_schema_version_is_refused()
    {
        await using var harness = new EngineHarness();
        await (await harness.OpenAsync(Register)).DisposeAsync();
        using (var connection = new SqliteConnection(harness.DatabasePath, readOnly: false))
        {
            connection.Execute("UPDATE dt_schema SET version = 99");
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.OpenAsync(Register));

        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_can_be_shared_with_other_tables_on_another_connection()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(Register);
        using var other = new SqliteConnection(harness.DatabasePath, readOnly: false);
        other.Execute("CREATE TABLE other (n INTEGER)");
        other.Execute("BEGIN IMMEDIATE");
        other.Execute("INSERT INTO other VALUES (1)");

        var start = engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", 1);
        other.Execute("COMMIT");

        await start.WaitAsync(EngineHarness.Patience);
        await harness.PassTimeAsync(engine);
    }

    [Fact]
    public async Task Turn_whose_past_cannot_be_read_is_tried_again()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(
            registry => registry.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<int>("go")),
            options => options.MaxCachedInstances = 0);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("x"));
        await engine.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        using var other = new SqliteConnection(harness.DatabasePath, readOnly: false);
        other.Execute("ALTER TABLE dt_history RENAME TO dt_hidden");

        var raise = engine.Client.RaiseEventAsync("x", "go", 5);
        await engine.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        Assert.False(raise.IsCompleted);
        other.Execute("ALTER TABLE dt_hidden RENAME TO dt_history");
        await harness.PassTimeAsync(engine);

        await raise.WaitAsync(EngineHarness.Patience);
        Assert.Equal(5, (await EngineHarness.GetAsync(engine, "x")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Purged_instances_leave_no_rows()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(Register);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", 1);
        await harness.PassTimeAsync(engine);

        await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());

        Assert.Equal((0, 0, 0), Rows(harness));
    }

    [Fact]
    public async Task Finished_work_leaves_no_mail_behind()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(registry => registry
            .AddOrchestratorFunc<int, int>("Main", async (context, round) =>
            {
                await context.CallSubOrchestratorAsync("Child");
                if (round < 3)
                {
                    context.SendEvent(context.InstanceId, "unread", round);
                    context.ContinueAsNew(round + 1);
                }

                return round;
            })
            .AddOrchestratorFunc("Child", _ => 1));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", 0);
        await harness.PassTimeAsync(engine);

        Assert.Equal(0, Rows(harness).Inbox);
    }

    [Fact]
    public async Task Stop_lets_running_activities_end()
    {
        await using var harness = new EngineHarness();
        var gate = new TaskCompletionSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await harness.OpenAsync(
            registry => registry
                .AddOrchestratorFunc("Main", context => context.CallActivityAsync<string>("Slow"))
                .AddActivityFunc("Slow", async _ =>
                {
                    started.SetResult();
                    await gate.Task.WaitAsync(EngineHarness.Patience);
                    return "done";
                }),
            options => options.ShutdownTimeout = EngineHarness.Patience);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("x"));
        await started.Task.WaitAsync(EngineHarness.Patience);

        var stop = engine.StopAsync();
        gate.SetResult();
        await stop.WaitAsync(EngineHarness.Patience);

        var second = await harness.OpenAsync(Register);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EngineHarness.GetAsync(second, "x")).RuntimeStatus);
    }

    [Fact]
    public async Task Stopped_engine_answers_no_calls()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(Register);
        var wait = engine.Client.WaitForInstanceCompletionAsync("nobody");
        await engine.StopAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait.WaitAsync(EngineHarness.Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.Client.GetInstanceAsync("x"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.Client.RaiseEventAsync("x", "y"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.Client.ScheduleNewOrchestrationInstanceAsync("Main"));
    }

    [Fact]
    public async Task Temporary_store_goes_with_its_engine()
    {
        await using var harness = new EngineHarness();
        var engine = harness.Create(Register, options => options.DatabasePath = null);
        await engine.StartAsync();
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", 1);

        await engine.StopAsync();

        Assert.False(File.Exists(harness.DatabasePath));
    }

    private static void Register(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<int, int>("Main", async (context, input) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return await context.CallActivityAsync<int>("Echo", input);
        })
        .AddActivityFunc<int, int>("Echo", (_, input) => input);

    /// <summary>What a power cut may leave: the log of the last commits without its end.</summary>
    private static void CopyTorn(string from, string to, int lostBytes)
    {
        File.Copy(from, to);
        using var log = new FileStream(from + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new FileStream(to + "-wal", FileMode.Create);
        log.CopyTo(copy);
        copy.SetLength(copy.Length - lostBytes);
    }

    private static (long Instances, long History, long Inbox) Rows(EngineHarness harness)
    {
        using var connection = new SqliteConnection(harness.DatabasePath, readOnly: true);
        long Count(string table) => StoreTables.LastOf(connection, $"SELECT count(*) FROM {table}");
        return (Count("dt_instances"), Count("dt_history"), Count("dt_inbox"));
    }
}
