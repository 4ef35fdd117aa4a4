using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>What a publish of the app holds: it is run, into a folder of its own.</summary>
public sealed partial class PublishTests(PublishTests.Folder folder) : IClassFixture<PublishTests.Folder>
{
    private const string Extension = "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus";

    [Fact]
    public async Task Publish_holds_every_function_and_what_the_host_needs()
    {
        var (exitCode, output) = await DotNet.RunAsync(
            "publish", "src/Functions", "-nologo", "-v:minimal", "-p:ServiceBusExtension=Source", $"-p:ArtifactsPath={folder.Of("published")}");
        Assert.True(exitCode == 0, output);

        var published = Path.Combine(folder.Of("published"), "publish", "Functions", "release");
        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(published, "functions.metadata")));
        var names = metadata.RootElement.EnumerateArray().Select(function => function.GetProperty("name").GetString()!).ToList();
        Assert.Equal(66, names.Distinct().Count());
        Assert.Equal(FunctionsInSources(), names.Count);
        Assert.Equal(Repository.Read("host.json"), File.ReadAllText(Path.Combine(published, "host.json")));
        Assert.Contains("Functions.dll", File.ReadAllText(Path.Combine(published, "worker.config.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(published, ".azurefunctions", "Microsoft.Azure.WebJobs.Extensions.DurableTask.dll")));
        Assert.Contains("DurableTask", File.ReadAllText(Path.Combine(published, "extensions.json")), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(published, "local.settings*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Where_the_package_is_missing_a_publish_fails_at_restore_and_says_what_to_do()
    {
        // A source that has nothing of Microsoft's Service Bus extension, whatever this machine is set up with.
        var (exitCode, output) = await DotNet.RunAsync(
            [KeyValuePair.Create("NUGET_PACKAGES", folder.Of("no-packages"))],
            "publish", "src/Functions", "-nologo", $"-p:ArtifactsPath={folder.Of("refused")}", $"-p:RestoreSources={folder.Of("empty")}",
            $"-p:RestoreFallbackFolders={folder.Of("empty")}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"NU1101: Unable to find package {Extension}", output, StringComparison.Ordinal);
        Assert.Contains("-p:ServiceBusExtension=Source", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Of("refused"), "publish")));
    }

    [Fact]
    public async Task Where_the_package_is_to_be_had_nothing_is_said()
    {
        var feed = folder.Of("feed");
        Pack(feed, await VersionAsync());

        var (exitCode, output) = await DotNet.RunAsync(
            "restore", "src/Functions", "-nologo", "-p:_IsPublishing=true", $"-p:ArtifactsPath={folder.Of("restored")}",
            $"-p:RestoreAdditionalProjectSources={feed}",

            // What stands in for the package here must not stay on the machine.
            $"-p:RestorePackagesPath={folder.Of("packages")}", $"-p:RestoreFallbackFolders={GlobalPackages}");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("ServiceBusExtension=", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", output, StringComparison.OrdinalIgnoreCase);
    }

    private static string GlobalPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static int FunctionsInSources() =>
        Repository.Files("src/Functions", "*.cs").Sum(path => FunctionAttribute().Count(Repository.Read(path)));

    private static async Task<string> VersionAsync() => (await ProjectEvaluation.OfFunctionsAsync()).Versions[Extension];

    private static void Pack(string feed, string version)
    {
        using var package = ZipFile.Open(Path.Combine(feed, $"{Extension}.{version}.nupkg"), ZipArchiveMode.Create);
        using var description = new StreamWriter(package.CreateEntry($"{Extension}.nuspec").Open());
        description.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{Extension}</id><version>{version}</version><authors>test</authors><description>Empty.</description></metadata>
            </package>
            """);
    }

    [GeneratedRegex(@"\[Function\(")]
    private static partial Regex FunctionAttribute();

    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("publish-");

        public string Of(string name) => _root.CreateSubdirectory(name).FullName;

        public void Dispose() => _root.Delete(recursive: true);
    }
}
