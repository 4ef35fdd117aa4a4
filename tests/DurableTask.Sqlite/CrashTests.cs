using DurableTask.Core;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>A process that dies at a point of a commit, and the one that comes after it.</summary>
public sealed class CrashTests
{
    public static TheoryData<int> Points => [.. Enum.GetValues<CommitPoint>().Select(point => (int)point)];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_fault_at_any_commit_loses_nothing_and_doubles_nothing(int point)
    {
        for (var at = 1; ; at++)
        {
            await using var ground = new Ground();
            Define(ground);
            var left = at;
            ground.Options.AtCommit = reached =>
            {
                if (reached == (CommitPoint)point && --left == 0)
                {
                    throw new FaultException();
                }
            };
            await ground.StartAsync();
            var whole = await TryRunAsync(ground);

            await ground.RestartAsync();
            await BeginIfMissingAsync(ground);
            await ground.UntilStatusAsync("p", OrchestrationStatus.Completed);
            Assert.Equal("\"abxabx\"", (await ground.EndOfAsync("p")).Output);
            Assert.Equal(2, ground.Service.Hub.Reader.List(new InstanceFilter(), false, 10).Count);
            if (whole)
            {
                Assert.True(at > 8, $"Only {at} commits were tried.");
                return;
            }
        }
    }

    [Fact]
    public async Task Who_waits_for_an_instance_is_told_when_the_store_has_stopped()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        var stopped = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var faulty = false;
        ground.Options.StoreFailed = failure => stopped.TrySetResult(failure);
        ground.Options.AtCommit = _ =>
        {
            if (Volatile.Read(ref faulty))
            {
                throw new FaultException();
            }
        };
        await ground.StartAsync();
        await ground.BeginAsync("wait", "a");
        await ground.UntilStatusAsync("a", OrchestrationStatus.Running);
        var waiting = ground.Service.WaitForOrchestrationAsync("a", string.Empty, Timeout.InfiniteTimeSpan, CancellationToken.None);

        Volatile.Write(ref faulty, true);
        await Assert.ThrowsAsync<FaultException>(() => ground.RaiseAsync("a", "go", "x"));

        await Assert.ThrowsAsync<FaultException>(() => waiting.WaitAsync(Ground.Limit));
        Assert.IsType<FaultException>(await stopped.Task.WaitAsync(Ground.Limit));
    }

    [Fact]
    public async Task A_torn_log_opens_with_all_that_was_told()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await ground.BeginAsync("wait", $"a{i}");
        }

        await ground.UntilStatusAsync("a19", OrchestrationStatus.Running);
        var copy = ground.Options.DatabasePath + ".copy";
        var log = await ReadSharedAsync(ground.Options.DatabasePath + "-wal");
        var data = await ReadSharedAsync(ground.Options.DatabasePath);
        var last = -1;
        for (var length = 0; length <= log.Length; length += Math.Max(1, log.Length / 13))
        {
            File.Delete(copy + "-shm");
            await File.WriteAllBytesAsync(copy, data);
            await File.WriteAllBytesAsync(copy + "-wal", log[..length]);
            using var torn = new SqliteOrchestrationService(new SqliteOrchestrationServiceOptions { DatabasePath = copy });
            var found = torn.Hub.Reader.List(new InstanceFilter(), false, 100).Count;
            Assert.True(found >= last, $"{found} instances in a longer log, {last} in a shorter one.");
            Assert.Equal("ok", torn.Hub.Reader.CheckIntegrity());
            last = found;
        }

        Assert.InRange(last, 18, 20);
    }

    [Fact]
    public async Task A_second_service_on_the_file_is_refused_with_a_clear_error()
    {
        await using var ground = new Ground().Open();
        await ground.Service.CreateIfNotExistsAsync();
        using var second = new SqliteOrchestrationService(ground.Options);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(second.CreateIfNotExistsAsync);

        Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_to_the_caller_and_nothing_is_lost()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        ground.Options.MaxPages = 60;
        await ground.StartAsync();
        var told = 0;

        var full = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (; ; told++)
            {
                await ground.BeginAsync("wait", $"a{told}", new string('x', 20_000));
            }
        });

        Assert.True(full.IsTransient);
        ground.Options.MaxPages = null;
        await ground.RestartAsync();
        for (var i = 0; i < told; i++)
        {
            await ground.RaiseAsync($"a{i}", "go", "x");
            Assert.Equal("\"x\"", (await ground.EndOfAsync($"a{i}")).Output);
        }
    }

    [Fact]
    public async Task A_busy_file_is_an_error_to_the_caller_and_work_goes_on_when_it_is_free()
    {
        await using var ground = new Ground();
        ground.Options.BusyTimeout = TimeSpan.FromMilliseconds(20);
        ground.Orchestration("echo", (context, input, _) => context.ScheduleTask<string>("echo", string.Empty, input));
        await ground.StartAsync();
        await ground.Service.CreateIfNotExistsAsync();
        using (var other = new SqliteConnection(ground.Options.DatabasePath, readOnly: false, TimeSpan.FromSeconds(5)))
        {
            other.Execute("BEGIN IMMEDIATE");
            var busy = await Assert.ThrowsAsync<StoreException>(() => ground.BeginAsync("echo", "a", "x"));
            Assert.True(busy.IsTransient);
            other.Execute("ROLLBACK");
        }

        await ground.BeginAsync("echo", "a", "x");

        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task An_activity_whose_answer_could_not_be_written_runs_again()
    {
        var ran = 0;
        await using var ground = new Ground();
        ground.Options.BusyTimeout = TimeSpan.FromMilliseconds(20);
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        ground.Activity("count", _ =>
        {
            if (Interlocked.Increment(ref ran) == 1)
            {
                entered.Release();
                leave.Wait(Ground.Limit);
            }

            return "x";
        });
        ground.Orchestration("steps", (context, input, _) => context.ScheduleTask<string>("count", string.Empty, input));
        await ground.StartAsync();
        await ground.BeginAsync("steps", "a");
        Assert.True(await entered.WaitAsync(Ground.Limit));
        using (var other = new SqliteConnection(ground.Options.DatabasePath, readOnly: false, TimeSpan.FromSeconds(5)))
        {
            other.Execute("BEGIN IMMEDIATE");
            leave.Release();
            await Ground.UntilAsync(() => Task.FromResult(Volatile.Read(ref ran) > 1));
            other.Execute("ROLLBACK");
        }

        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task A_store_that_has_stopped_hands_out_no_more_work()
    {
        var stops = false;
        await using var ground = new Ground();
        ground.Options.MaxConcurrentActivities = 1;
        ground.Options.AtCommit = _ =>
        {
            if (Volatile.Read(ref stops))
            {
                throw new FaultException();
            }
        };
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        ground.Activity("block", input =>
        {
            entered.Release();
            leave.Wait(Ground.Limit);
            return input;
        });
        ground.Orchestration("two", async (context, _, _) => string.Concat(await Task.WhenAll(
            context.ScheduleTask<string>("block", string.Empty, "x"), context.ScheduleTask<string>("block", string.Empty, "x"))));
        await ground.StartAsync();
        await ground.BeginAsync("two", "a");
        Assert.True(await entered.WaitAsync(Ground.Limit));

        Volatile.Write(ref stops, true);
        await Assert.ThrowsAsync<FaultException>(() => ground.RaiseAsync("a", "any", "x"));

        Assert.Null(await ground.Service.LockNextTaskActivityWorkItem(TimeSpan.FromMilliseconds(100), CancellationToken.None));
        leave.Release(2);
    }

    [Fact]
    public async Task Work_that_fails_halfway_commits_nothing_of_itself_and_all_of_the_others()
    {
        await using var ground = new Ground().Open();
        ground.Orchestration("any", (_, input, _) => Task.FromResult(input));
        await ground.StartAsync();

        var bad = ground.Service.Hub.Writer.WriteAsync(new Halfway());
        var good = ground.BeginAsync("any", "good", "x");

        await Assert.ThrowsAsync<FaultException>(() => bad);
        await good;
        Assert.Null(await ground.Client.GetOrchestrationStateAsync("half"));
        Assert.Equal("\"x\"", (await ground.EndOfAsync("good")).Output);
    }

    [Fact]
    public async Task A_file_of_a_newer_schema_is_refused()
    {
        await using var ground = new Ground().Open();
        await ground.Service.CreateIfNotExistsAsync();
        await ground.StopAsync();
        ground.Sql("PRAGMA user_version = 99");

        using var service = new SqliteOrchestrationService(ground.Options);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(service.CreateIfNotExistsAsync);

        Assert.Contains("schema version 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_an_older_schema_is_migrated_with_all_that_is_in_it()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "a");
        await ground.UntilStatusAsync("a", OrchestrationStatus.Running);
        await ground.StopAsync();
        string[] next = [.. Schema.Migrations, "ALTER TABLE instances ADD COLUMN added TEXT; UPDATE instances SET added = id"];

        using (var connection = new SqliteConnection(ground.Options.DatabasePath, readOnly: false, TimeSpan.FromSeconds(5)))
        {
            Schema.Migrate(connection, next);
            Assert.Equal(next.Length, connection.Scalar("PRAGMA user_version"));
            Assert.Equal(1, connection.Scalar("SELECT count(*) FROM instances WHERE added = 'a'"));
            Assert.Throws<StoreException>(() => Schema.Migrate(connection, [.. next, "CREATE TABLE half (x); CREATE TABLE half (x)"]));
            Assert.Equal(next.Length, connection.Scalar("PRAGMA user_version"));
            Assert.Equal(0, connection.Scalar("SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
            connection.Execute($"PRAGMA user_version = {Schema.Migrations.Length}");
        }

        await ground.StartAsync();
        await ground.RaiseAsync("a", "go", "x");
        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    private static void Define(Ground ground)
    {
        ground.Orchestration("child", async (context, input, events) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddMilliseconds(1), string.Empty);
            return input + await events.Next("go");
        });
        ground.Orchestration("parent", async (context, input, events) =>
        {
            var child = await context.CreateSubOrchestrationInstance<string>(
                "child", string.Empty, "c", await context.ScheduleTask<string>("echo", string.Empty, "ab"));
            if (input.Length == 0)
            {
                context.ContinueAsNew(child);
            }

            return input + child;
        });
    }

    private static async Task BeginIfMissingAsync(Ground ground)
    {
        if (await ground.Client.GetOrchestrationStateAsync("p") is null)
        {
            await ground.BeginAsync("parent", "p");
        }

        _ = RaiseAsync(ground);
    }

    private static async Task<bool> TryRunAsync(Ground ground)
    {
        try
        {
            await ground.BeginAsync("parent", "p");
            var raising = RaiseAsync(ground);
            var ended = ground.Service.WaitForOrchestrationAsync("p", string.Empty, Timeout.InfiniteTimeSpan, CancellationToken.None);
            if (await Task.WhenAny(raising, ended) == raising)
            {
                await raising;
            }

            return await ended is { OrchestrationStatus: OrchestrationStatus.Completed };
        }
        catch (FaultException)
        {
            return false;
        }
    }

    // An event that comes before the child is dropped, so it is sent until the parent has ended.
    private static async Task RaiseAsync(Ground ground)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
        try
        {
            while (await ground.Client.GetOrchestrationStateAsync("p") is not { OrchestrationStatus: OrchestrationStatus.Completed })
            {
                await ground.RaiseAsync("c", "go", "x");
                await tick.WaitForNextTickAsync();
            }
        }
        catch (ObjectDisposedException)
        {
            // The service was closed under it: the test is over.
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    private sealed class Halfway : StoreWork
    {
        public override void Apply(StoreTables tables)
        {
            var started = new global::DurableTask.Core.History.ExecutionStartedEvent(-1, "x")
            {
                Name = "any",
                OrchestrationInstance = new OrchestrationInstance { InstanceId = "half", ExecutionId = "1" },
            };
            tables.Insert(started, DateTime.UtcNow);
            throw new FaultException();
        }

        public override void Committed()
        {
        }
    }

    private sealed class FaultException : Exception;
}
