using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Tests.Up;

public sealed class RunningStackTests
{
    [Fact]
    public async Task Commands_find_the_up_that_runs_here_and_none_when_it_has_ended()
    {
        using var cli = new CliRun();
        cli.Variables.Clear();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a"));

        using (RunningStack.Remember(cli.Directory.FullName, new Uri("http://127.0.0.1:7999/"), "Endpoint=sb://127.0.0.1:5999;"))
        {
            await cli.Async("get", "a");
        }

        await cli.Async("get", "a");

        Assert.Equal(["http://127.0.0.1:7999/api/videos/a", "http://127.0.0.1:7071/api/videos/a"], cli.Host.Calls.Select(call => call.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task What_the_environment_says_wins()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/videos/a", JobJson.Succeeded("a"));
        using var running = RunningStack.Remember(cli.Directory.FullName, new Uri("http://127.0.0.1:7999/"), "x");

        await cli.Async("get", "a");

        Assert.StartsWith(StubHost.Url, cli.Host.Calls[0].Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_says_nothing()
    {
        using var cli = new CliRun();
        Directory.CreateDirectory(Path.Combine(cli.Directory.FullName, ".local"));
        cli.File(Path.Combine(".local", "running.json"), "{");

        Assert.Null(RunningStack.Url(cli.Directory.FullName));
    }
}
