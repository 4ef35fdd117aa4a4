using System.Collections.Concurrent;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Tests.Up;

public sealed class KeptProcessTests
{
    private const string Runs = "console.log('up'); setInterval(() => {}, 1000);";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_process_that_is_killed_is_started_again_and_both_is_said()
    {
        using var fixture = new Fixture();
        await using var kept = fixture.Keep(Runs);
        await kept.StartAsync(CancellationToken.None);
        var first = kept.Child.Id;

        ProcessTree.Kill(first);

        Assert.Equal("app ended (137); starting it again.", await fixture.SaidAsync(1));
        Assert.StartsWith("app is back after ", await fixture.SaidAsync(2), StringComparison.Ordinal);
        Assert.NotEqual(first, kept.Child.Id);
        Assert.False(kept.GivenUp.IsCompleted);
    }

    [Fact]
    public async Task Its_log_holds_all_of_its_lives()
    {
        using var fixture = new Fixture();
        await using var kept = fixture.Keep(Runs);
        await kept.StartAsync(CancellationToken.None);

        ProcessTree.Kill(kept.Child.Id);
        await fixture.SaidAsync(2);

        Assert.Equal(["up", "up"], kept.Child.LogTail().Split(Environment.NewLine));
    }

    [Fact]
    public async Task What_fails_to_start_again_is_given_up_after_five_ever_slower_attempts()
    {
        using var fixture = new Fixture();
        await using var kept = fixture.Keep(Runs);
        await kept.StartAsync(CancellationToken.None);
        fixture.Script = "console.log('no data'); process.exitCode = 2;";

        ProcessTree.Kill(kept.Child.Id);

        var reason = await kept.GivenUp.WaitAsync(Limit);
        Assert.StartsWith("app failed to start 5 times in a row. ", reason, StringComparison.Ordinal);
        Assert.EndsWith("no data", reason, StringComparison.Ordinal);
        Assert.Equal([0.5, 1, 2, 4, 8], fixture.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_first_start_that_fails_is_not_repeated()
    {
        using var fixture = new Fixture { Script = "process.exitCode = 1;" };
        await using var kept = fixture.Keep(fixture.Script);

        await Assert.ThrowsAsync<CommandFailedException>(() => kept.StartAsync(CancellationToken.None).WaitAsync(Limit));

        Assert.Empty(fixture.Said);
    }

    [Fact]
    public async Task What_is_stopped_is_not_started_again()
    {
        using var fixture = new Fixture();
        var kept = fixture.Keep(Runs);
        await kept.StartAsync(CancellationToken.None);

        await kept.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.Empty(fixture.Said);
        Assert.Equal(1, fixture.Starts);
    }

    private sealed class Fixture : IDisposable
    {
        private readonly CliRun _cli = new();
        private readonly ProcessGuard _guard = ProcessGuard.Start();
        private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _said = [];
        private int _lines;

        public InstantTime Time { get; } = new();

        public string Script { get; set; } = "";

        public int Starts { get; private set; }

        public IEnumerable<string> Said => _said.Values.Where(line => line.Task.IsCompleted).Select(line => line.Task.Result);

        public KeptProcess Keep(string script)
        {
            Script = script;
            return new KeptProcess(new ProcessOrder("app", "node", [], _cli.Directory.FullName, new ChildSettings()), Start, ReadyAsync, Say, Time);
        }

        public Task<string> SaidAsync(int line) => Line(line).Task.WaitAsync(Limit);

        public void Dispose()
        {
            _guard.Dispose();
            _cli.Dispose();
        }

        private ChildProcess Start(ProcessOrder order)
        {
            Starts++;
            return ChildProcess.Start(order with { Arguments = ["-e", Script] }, _cli.Directory.FullName, _guard);
        }

        // Ready when it has said so, failed when it has ended.
        private async Task ReadyAsync(ChildProcess child, CancellationToken cancellationToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (child.LogTail().Split(Environment.NewLine).Count(line => line == "up") < Starts)
            {
                if (child.Ended.IsCompleted)
                {
                    await child.DisposeAsync();
                    throw new CommandFailedException(child.LogTail());
                }

                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }

        private void Say(string line) => Line(Interlocked.Increment(ref _lines)).SetResult(line);

        private TaskCompletionSource<string> Line(int number) =>
            _said.GetOrAdd(number, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
