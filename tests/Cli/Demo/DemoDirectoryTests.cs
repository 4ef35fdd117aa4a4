using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Tests.Demo;

public sealed class DemoDirectoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_run_gets_its_own_and_removes_what_earlier_ones_left()
    {
        using var cli = new CliRun();
        var root = cli.Directory.FullName;
        var first = DemoDirectory.Create(root, Now);
        File.WriteAllText(Path.Combine(first, "leftover.db"), "torn");
        cli.File("results.csv", "kept");

        var second = DemoDirectory.Create(root, Now.AddSeconds(1));

        Assert.Equal([second], Directory.GetDirectories(root));
        Assert.Empty(Directory.GetFileSystemEntries(second));
        Assert.Equal("kept", cli.Read("results.csv"));
    }

    [Fact]
    public void A_run_that_is_still_going_is_left_alone()
    {
        using var cli = new CliRun();
        var first = DemoDirectory.Create(cli.Directory.FullName, Now);
        using var busy = DirectoryLock.TryTake(first);

        DemoDirectory.Create(cli.Directory.FullName, Now.AddSeconds(1));

        Assert.True(Directory.Exists(first));
    }
}
