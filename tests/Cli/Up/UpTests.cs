using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;
using VideoPipeline.Support;

namespace VideoPipeline.Cli.Tests.Up;

public sealed class UpTests
{
    [Fact]
    public void A_taken_port_is_not_chosen_again()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        using var ports = new FreePorts();

        Assert.Null(ports.TryTake(port));
        Assert.NotEqual(port, ports.Prefer(port));
    }

    [Fact]
    public void Free_choices_never_collide()
    {
        using var ports = new FreePorts();

        var chosen = Enumerable.Range(0, 50).Select(_ => ports.Any()).ToList();

        Assert.Equal(50, chosen.Distinct().Count());
    }

    [Fact]
    public void A_port_asked_for_that_is_taken_is_said_to_be()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var fault = Assert.Throws<UsageException>(() => LocalPorts.Choose(new LocalStackOptions("x", 1, Port: port)));

        Assert.Contains($"--port {port}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_app_is_told_where_everything_is()
    {
        var settings = StackSettings.ForApp(new LocalPorts(1001, 1002, 1003, 1004), "/data").Values;

        Assert.Equal("http://127.0.0.1:1001", settings["ASPNETCORE_URLS"]);
        Assert.Equal("/data", settings["LocalHost__DataDirectory"]);
        Assert.Equal("sqlite", settings["LocalHost__DurableBackend"]);
        Assert.Equal("false", settings["LocalHost__StartAzurite"]);
        Assert.StartsWith("Endpoint=sb://127.0.0.1:1004;", settings["ServiceBus"], StringComparison.Ordinal);
        Assert.Contains("BlobEndpoint=http://127.0.0.1:1003/devstoreaccount1;", settings["AzureWebJobsStorage"], StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:1002/tokenhub/api/v1", settings["Providers__tokenhub__BaseUrl"]);
        Assert.Equal("http://127.0.0.1:1002/gogogotoken/v1", settings["Providers__gogogotoken__BaseUrl"]);
        Assert.Equal("http://127.0.0.1:1002/tokenlab/v1", settings["Providers__tokenlab__BaseUrl"]);
        Assert.Equal("http://127.0.0.1:1002/seedanceapi/v2", settings["Providers__seedanceapi__BaseUrl"]);
        Assert.All(["tokenhub", "gogogotoken", "tokenlab", "seedanceapi"], name => Assert.NotEmpty(settings[$"Providers__{name}__ApiKey"]));
    }

    [Fact]
    public void Last_lines_say_what_to_open_what_to_paste_and_how_to_stop()
    {
        var steps = UpCommand.NextSteps(new LocalPorts(1001, 1002, 1003, 1004));

        Assert.Equal(["Open", "Paste", "Stop"], steps.Select(step => step.What.Trim()));
        Assert.Equal("http://127.0.0.1:1001/dashboard", steps[0].How);
        Assert.Contains(" submit --prompt ", steps[1].How, StringComparison.Ordinal);
    }

    [Fact]
    public void What_up_and_the_sample_settings_both_say_is_the_same()
    {
        var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "local.settings.sample.json"))).RootElement.GetProperty("Values");
        string[] ofTheMachine = ["AzureWebJobsStorage", "LocalHost__DataDirectory", "LocalHost__StartAzurite"];

        foreach (var (name, value) in StackSettings.ForApp(new LocalPorts(7071, 7072, 10000, 5672), "/data").Values.Where(setting => !ofTheMachine.Contains(setting.Key)))
        {
            Assert.True(sample.TryGetProperty(name, out var shown), name);
            Assert.Equal((name, value), (name, shown.GetString()));
        }
    }

    [Theory]
    [InlineData("artifacts/bin/Cli/debug/", "dotnet run --project src/Cli --")]
    [InlineData(".dotnet/tools/.store/videopipeline.cli/1.0.0/tools/net10.0/any/", "videopipeline")]
    public void Hints_name_a_command_that_exists(string directory, string self) =>
        Assert.Equal(self, Surroundings.SelfAt(Path.Combine(Path.GetTempPath(), directory)));

    [Fact]
    public void An_installed_tool_says_that_up_needs_the_checkout()
    {
        using var cli = new CliRun();
        var tool = cli.Directory.CreateSubdirectory("tools/net10.0/any").FullName;

        Assert.Contains("need the checkout", Assert.Throws<CommandFailedException>(() => BuiltProject.Find("Simulator", tool)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_simulator_gets_its_generation_time()
    {
        var settings = StackSettings.ForSimulator(new LocalPorts(1, 2, 3, 4), "/data/simulator", 0.5).Values;

        Assert.Equal("0.5", settings["Simulator__GenerationSeconds"]);
    }

    [Fact]
    public void What_this_shell_has_set_for_a_real_host_stays_out()
    {
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = "/bin",
            ["Providers__tokenhub__ApiKey"] = "a real key",
            ["VideoStorage__blobServiceUri"] = "https://real",
            ["Budget__DailyUsd"] = "1",
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = "real",
        };

        StackSettings.ForApp(new LocalPorts(1, 2, 3, 4), "/data").ApplyTo(environment);

        Assert.Equal("/bin", environment["PATH"]);
        Assert.Equal("local", environment["Providers__tokenhub__ApiKey"]);
        Assert.False(environment.ContainsKey("VideoStorage__blobServiceUri"));
        Assert.False(environment.ContainsKey("Budget__DailyUsd"));
        Assert.False(environment.ContainsKey("AzureFunctionsJobHost__extensions__durableTask__hubName"));
    }

    [Fact]
    public void A_project_is_found_next_to_this_one_in_the_same_configuration()
    {
        using var cli = new CliRun();
        var assembly = Path.Combine(cli.Directory.CreateSubdirectory("bin/Functions/release").FullName, "Functions.dll");
        File.WriteAllText(assembly, "");
        var here = cli.Directory.CreateSubdirectory("bin/Cli/release").FullName;

        Assert.Equal(assembly, BuiltProject.Find("Functions", here + Path.DirectorySeparatorChar));
        Assert.Equal(assembly, BuiltProject.Find("Functions", here));
    }

    [Fact]
    public void A_project_that_is_not_built_is_named_with_what_to_do()
    {
        using var cli = new CliRun();

        var fault = Assert.Throws<CommandFailedException>(() => BuiltProject.Find("Simulator", cli.Directory.CreateSubdirectory("bin/Cli/debug").FullName));

        Assert.Contains("Simulator.dll is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_directory_serves_one_run_at_a_time()
    {
        using var cli = new CliRun();
        var path = cli.Directory.FullName;

        using (var first = DirectoryLock.TryTake(path))
        {
            Assert.NotNull(first);
            Assert.Null(DirectoryLock.TryTake(path));
        }

        using var next = DirectoryLock.TryTake(path);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_proxy_is_never_asked_for_this_machine()
    {
        var proxy = new LoopbackFreeProxy(new WebProxy("http://proxy.test:3128"));

        Assert.Null(proxy.GetProxy(new Uri("http://127.0.0.1:7071/api")));
        Assert.Equal("proxy.test", proxy.GetProxy(new Uri("https://app.azurewebsites.test/"))!.Host);
    }
}
