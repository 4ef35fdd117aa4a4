using Microsoft.Azure.Functions.Worker.Builder;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("local-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Values_are_settings_above_appsettings_and_below_the_environment()
    {
        const string variable = "EMBEDDED_TESTS__FROM_ENVIRONMENT";
        Write("appsettings.json", """{ "Providers": { "a": { "Url": "app" } }, "OnlyApp": "app" }""");
        Write("local.settings.json", """
            {
              // What func start reads.
              "IsEncrypted": false,
              "Values": { "Providers__a__Url": "local", "EMBEDDED_TESTS__FROM_ENVIRONMENT": "local", "Number": 7, "Flag": true },
            }
            """);
        Environment.SetEnvironmentVariable(variable, "environment");
        try
        {
            var settings = FunctionsApplication.CreateBuilder([$"--contentRoot={folder}", "--Number=8"]).Configuration;

            Assert.Equal("local", settings["Providers:a:Url"]);
            Assert.Equal("app", settings["OnlyApp"]);
            Assert.Equal("environment", settings["EMBEDDED_TESTS:FROM_ENVIRONMENT"]);
            Assert.Equal("8", settings["Number"]);
            Assert.Equal("True", settings["Flag"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Without_settings_storage_is_the_local_emulator() => Assert.Equal(
        "UseDevelopmentStorage=true",
        FunctionsApplication.CreateBuilder([$"--contentRoot={folder}"]).Configuration["AzureWebJobsStorage"]);

    [Fact]
    public void File_that_cannot_be_read_is_named()
    {
        Write("local.settings.json", "{ nonsense");

        var failure = Assert.Throws<HostStartException>(() => FunctionsApplication.CreateBuilder([$"--contentRoot={folder}"]));

        Assert.Contains("local.settings.json", failure.Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
