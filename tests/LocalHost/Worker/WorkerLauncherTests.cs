using System.Diagnostics;
using System.Globalization;
using VideoPipeline.LocalHost.Worker;
using Xunit;

namespace LocalHost.Tests.Worker;

public sealed class WorkerLauncherTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Worker_behind_a_pipe_ends_when_its_host_lets_go_of_the_pipe()
    {
        var line = WorkerLauncher.HeldByPipe(["sh", "-c", "echo $$; exec sleep 600"]);
        using var shell = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var worker = Process.GetProcessById(
            int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));

        shell.StandardInput.Close();

        await worker.WaitForExitAsync().WaitAsync(s_patience);
        await shell.WaitForExitAsync().WaitAsync(s_patience);
    }

    [Fact]
    public async Task Worker_behind_a_pipe_hands_on_its_exit_code()
    {
        var line = WorkerLauncher.HeldByPipe(["sh", "-c", "exit 9"]);
        using var shell = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true })!;

        await shell.WaitForExitAsync().WaitAsync(s_patience);

        Assert.Equal(9, shell.ExitCode);
    }
}
