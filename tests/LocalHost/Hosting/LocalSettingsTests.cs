using VideoPipeline.LocalHost.Hosting;
using Xunit;

namespace LocalHost.Tests.Hosting;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("local-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Values_stand_beside_the_nearest_host_json_upwards()
    {
        Write("host.json", "{}");
        Write("local.settings.json", """
            {
              // What func start reads.
              "IsEncrypted": false,
              "Values": { "Providers__a__Url": "local", "Number": 7, "Flag": true },
            }
            """);

        var values = LocalSettings.Read(Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName, folder);

        Assert.Equal(("local", "7", "True"), (values["Providers__a__Url"], values["Number"], values["Flag"]));
    }

    [Fact]
    public void File_that_cannot_be_read_is_named()
    {
        Write("host.json", "{}");
        Write("local.settings.json", "{ nonsense");

        var failure = Assert.Throws<StartFailure>(() => LocalSettings.Read(folder, folder));

        Assert.Contains("local.settings.json", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_json_is_overridden_locally_and_the_environment_wins_over_both()
    {
        const string variable = "AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions";
        Write("host.json", """
            { "extensions": { "durableTask": { "hubName": "Hub", "maxConcurrentActivityFunctions": 16, "maxConcurrentOrchestratorFunctions": 16 } } }
            """);
        Environment.SetEnvironmentVariable(variable, "7");
        try
        {
            var durable = HostSettings.Read(folder, folder).HostJson.GetSection("extensions:durableTask");

            Assert.Equal("Hub", durable["hubName"]);
            Assert.Equal("7", durable["maxConcurrentActivityFunctions"]);
            Assert.Equal("100", durable["maxConcurrentOrchestratorFunctions"]);
            Assert.Equal("sqlite", durable["storageProvider:type"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
