using System.Diagnostics;
using System.Globalization;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>A process of its own, killed without warning again and again.</summary>
public sealed class KillTests
{
    private const int Jobs = 200;

    [Fact]
    public async Task Every_job_ends_and_every_activity_runs_when_the_process_is_killed_again_and_again()
    {
        var directory = Directory.CreateTempSubdirectory("sqlite-kill-");
        var file = Path.Combine(directory.FullName, "hub.db");
        var random = new Random(1);
        for (var kill = 0; kill < 5; kill++)
        {
            using var doomed = Start(file);
            using var limit = new CancellationTokenSource(Ground.Limit);
            await Ground.UntilAsync(() => Task.FromResult(File.Exists(file + ".ran") || doomed.HasExited));
            await Task.WhenAny(doomed.WaitForExitAsync(limit.Token), Task.Delay(random.Next(100, 500), limit.Token));
            doomed.Kill();
            await doomed.WaitForExitAsync(limit.Token);
            Assert.Equal("ok", Ground.Integrity(file));
        }

        using var last = Start(file);
        var said = await last.StandardOutput.ReadToEndAsync().WaitAsync(Ground.Limit);
        await last.WaitForExitAsync();

        Assert.Equal(0, last.ExitCode);
        Assert.EndsWith("done", said.Trim(), StringComparison.Ordinal);
        Assert.Equal(Jobs * 5, (await File.ReadAllLinesAsync(file + ".ran")).Distinct().Count());
        Assert.Equal("ok", Ground.Integrity(file));
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_second_process_on_the_file_is_refused_and_the_first_goes_on()
    {
        await using var ground = new Ground();
        ground.Orchestration("echo", (context, input, _) => context.ScheduleTask<string>("echo", string.Empty, input));
        await ground.StartAsync();

        using var second = Start(ground.Options.DatabasePath, errors: true);
        var said = await second.StandardError.ReadToEndAsync().WaitAsync(Ground.Limit);
        await second.WaitForExitAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("is in use by another process", said, StringComparison.Ordinal);
        await ground.BeginAsync("echo", "a", "x");
        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    private static Process Start(string file, bool errors = false)
    {
        var app = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "DurableTask.Sqlite.CrashApp", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "DurableTask.Sqlite.CrashApp.dll"));
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = errors };
        start.ArgumentList.Add(app);
        start.ArgumentList.Add(file);
        start.ArgumentList.Add(Jobs.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }
}
