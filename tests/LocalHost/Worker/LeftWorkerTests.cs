using System.Diagnostics;
using VideoPipeline.LocalHost.Worker;
using Xunit;

namespace LocalHost.Tests.Worker;

public sealed class LeftWorkerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string data = Directory.CreateTempSubdirectory("left-worker-").FullName;
    private readonly Process worker = Process.Start("sleep", ["600"]);

    public void Dispose()
    {
        worker.Kill();
        worker.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Worker_that_outlived_its_host_is_ended_by_the_next_start()
    {
        LeftWorker.Note(data, worker);

        LeftWorker.End(data);

        await worker.WaitForExitAsync().WaitAsync(s_patience);
    }

    [Fact]
    public async Task Process_that_has_the_id_of_a_gone_worker_is_left_alone()
    {
        await File.WriteAllTextAsync(Path.Combine(data, "worker.pid"), $"{worker.Id} {worker.StartTime.Ticks - 1}");

        LeftWorker.End(data);

        Assert.False(worker.HasExited);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("99999999 5")]
    public void Note_that_says_nothing_is_passed_over(string note)
    {
        File.WriteAllText(Path.Combine(data, "worker.pid"), note);

        LeftWorker.End(data);

        Assert.False(worker.HasExited);
    }
}
