using System.Diagnostics;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Tests.Up;

public sealed class ProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_child_writes_to_its_log_and_ends_with_its_owner()
    {
        using var cli = new CliRun();
        using var guard = ProcessGuard.Start();
        var child = ChildProcess.Start(Node(cli, "setInterval(() => {}, 1000); console.log('one'); console.error('two');"), cli.Directory.FullName, guard);
        await UntilAsync(() => child.LogTail().Contains("one", StringComparison.Ordinal) && child.LogTail().Contains("two", StringComparison.Ordinal));
        using var process = Process.GetProcessById(child.Id);

        await child.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task A_child_that_fails_shows_the_end_of_its_log()
    {
        using var cli = new CliRun();
        using var guard = ProcessGuard.Start();
        await using var child = ChildProcess.Start(
            Node(cli, "for (let i = 1; i <= 100; i++) console.log('line ' + i); process.exitCode = 7;"), cli.Directory.FullName, guard);

        await child.Ended.WaitAsync(Limit);
        await UntilAsync(() => child.LogTail().EndsWith("line 100", StringComparison.Ordinal));

        Assert.Equal(7, child.ExitCode);
        Assert.Equal(25, child.LogTail().Split(Environment.NewLine).Length);
    }

    [Fact]
    public async Task What_a_child_writes_is_seen_line_by_line()
    {
        using var cli = new CliRun();
        using var guard = ProcessGuard.Start();
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();

        await using var child = ChildProcess.Start(Node(cli, "console.log('one'); console.log('two');"), cli.Directory.FullName, guard, lines.Enqueue);

        await UntilAsync(() => lines.Count == 2);
        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public async Task A_child_gets_its_settings()
    {
        using var cli = new CliRun();
        using var guard = ProcessGuard.Start();
        var order = Node(cli, "console.log(process.env.Simulator__GenerationSeconds)") with { Settings = new ChildSettings { ["Simulator__GenerationSeconds"] = "2.5" } };

        await using var child = ChildProcess.Start(order, cli.Directory.FullName, guard);

        await UntilAsync(() => child.LogTail() == "2.5");
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        using var cli = new CliRun();
        using var guard = ProcessGuard.Start();

        var fault = Assert.Throws<CommandFailedException>(
            () => ChildProcess.Start(Node(cli, "") with { Program = "no-such-program" }, cli.Directory.FullName, guard));

        Assert.Contains("no-such-program", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_owner_is_gone_the_guard_ends_the_rest_with_its_descendants()
    {
        using var parent = StartNode("""
            const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
            console.log(child.pid); setInterval(() => {}, 1000);
            """);
        using var settled = StartNode("console.log('up'); setInterval(() => {}, 1000);");
        using var descendant = Process.GetProcessById(int.Parse((await parent.StandardOutput.ReadLineAsync().WaitAsync(Limit))!));

        ProcessGuard.Watch(new StringReader($"+{parent.Id}\n+{settled.Id}\n-{settled.Id}\n"));

        await parent.WaitForExitAsync().WaitAsync(Limit);
        await descendant.WaitForExitAsync().WaitAsync(Limit);
        Assert.False(settled.HasExited);
        settled.Kill();
    }

    [Fact]
    public async Task The_guard_process_ends_children_when_its_input_breaks_off()
    {
        using var orphan = StartNode("setInterval(() => {}, 1000);");
        var guard = ProcessGuard.Start();
        guard.Add(orphan.Id);

        // What the operating system does when the owner is killed: the pipe closes without a farewell.
        guard.Dispose();

        await orphan.WaitForExitAsync().WaitAsync(Limit);
    }

    private static ProcessOrder Node(CliRun cli, string script) => new("child", "node", ["-e", script], cli.Directory.FullName, new ChildSettings());

    private static Process StartNode(string script) =>
        Process.Start(new ProcessStartInfo("node", ["-e", script]) { RedirectStandardOutput = true })!;

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
