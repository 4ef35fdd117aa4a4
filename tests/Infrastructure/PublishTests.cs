using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>What a publish would build, by MSBuild's own evaluation: nothing is restored, so this runs where Azure's packages are not.</summary>
public sealed class PublishTests
{
    private static readonly Task<JsonElement> Published = EvaluateAsync("-p:_IsPublishing=true");

    private static readonly Task<JsonElement> ForScheduler = EvaluateAsync("-p:_IsPublishing=true", "-p:DURABLE_BACKEND=durableTaskScheduler");

    private static readonly Task<JsonElement> Built = EvaluateAsync();

    public static TheoryData<string, string> Pinned => new()
    {
        { "Azure.Identity", "1.21.0" },
        { "Azure.Messaging.ServiceBus", "7.21.0" },
        { "Azure.Monitor.OpenTelemetry.Exporter", "1.10.0" },
        { "Azure.Storage.Blobs", "12.30.1" },
        { "Microsoft.Azure.Functions.Worker", "2.52.0" },
        { "Microsoft.Azure.Functions.Worker.Extensions.DurableTask", "1.21.1" },
        { "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "2.1.1" },
        { "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus", "5.24.0" },
        { "Microsoft.Azure.Functions.Worker.Extensions.Timer", "4.3.1" },
        { "Microsoft.Azure.Functions.Worker.OpenTelemetry", "1.2.0" },
        { "Microsoft.Azure.Functions.Worker.Sdk", "2.1.0" },
        { "Microsoft.DurableTask.Client", "1.28.0" },
        { "Microsoft.DurableTask.Worker", "1.28.0" },
        { "OpenTelemetry.Extensions.Hosting", "1.20.1" },
    };

    [Fact]
    public async Task Publishing_chooses_azure_and_building_the_embedded_host()
    {
        Assert.Equal("Azure", (await Published).GetProperty("Properties").GetProperty("FunctionsHost").GetString());
        Assert.Equal("Embedded", (await Built).GetProperty("Properties").GetProperty("FunctionsHost").GetString());
    }

    [Theory]
    [MemberData(nameof(Pinned))]
    public async Task Azure_build_references_the_pinned_package(string package, string version)
    {
        Assert.Contains(package, References(await Published));
        Assert.Equal(version, Versions(await Published)[package]);
    }

    [Fact]
    public async Task Embedded_build_references_none_of_the_packages_that_it_stands_in_for()
    {
        var references = References(await Built);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Microsoft.Azure.Functions.", StringComparison.Ordinal)
            || name is "Microsoft.DurableTask.Client" or "Microsoft.DurableTask.Worker"
            || name is "Azure.Messaging.ServiceBus" or "Azure.Monitor.OpenTelemetry.Exporter" or "OpenTelemetry.Extensions.Hosting");
        Assert.Contains(Items(await Built, "ProjectReference"), item => item.EndsWith("src/Embedded/Embedded.csproj", StringComparison.Ordinal));
        Assert.DoesNotContain(Items(await Published, "ProjectReference"), item => item.Contains("Embedded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scheduler_package_is_referenced_for_the_scheduler_only()
    {
        const string Package = "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged";

        Assert.Contains(Package, References(await ForScheduler));
        Assert.Equal("1.12.0", Versions(await ForScheduler)[Package]);
        Assert.DoesNotContain(Package, References(await Published));
        Assert.DoesNotContain(Package, References(await Built));
    }

    [Fact]
    public async Task Sources_for_azure_alone_are_in_the_azure_build_alone()
    {
        const string Source = "Telemetry/WorkerExport.Azure.cs";

        Assert.Contains(Source, Items(await Published, "Compile"));
        Assert.DoesNotContain(Source, Items(await Built, "Compile"));
        Assert.Single(Items(await Published, "Compile"), item => item.EndsWith(".Azure.cs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_json_of_the_root_is_published()
    {
        var file = Assert.Single((await Published).GetProperty("Items").GetProperty("None").EnumerateArray(), item =>
            item.TryGetProperty("Link", out var link) && link.GetString() == "host.json");

        Assert.Equal(Repository.PathOf("host.json"), file.GetProperty("FullPath").GetString());
        Assert.Equal("PreserveNewest", file.GetProperty("CopyToPublishDirectory").GetString());
        Assert.Equal("PreserveNewest", file.GetProperty("CopyToOutputDirectory").GetString());
    }

    [Fact]
    public async Task Local_settings_never_leave_the_machine() => Assert.DoesNotContain(
        (await Published).GetProperty("Items").GetProperty("None").EnumerateArray(),
        item => item.GetProperty("Filename").GetString()!.StartsWith("local.settings", StringComparison.Ordinal)
            && item.TryGetProperty("CopyToPublishDirectory", out var copy) && copy.GetString() is "PreserveNewest" or "Always");

    private static IReadOnlyList<string> References(JsonElement project) => Items(project, "PackageReference");

    private static IReadOnlyList<string> Items(JsonElement project, string type) =>
    [
        .. project.GetProperty("Items").GetProperty(type).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/')),
    ];

    private static Dictionary<string, string> Versions(JsonElement project) => project
        .GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
        .ToDictionary(item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString()!);

    private static async Task<JsonElement> EvaluateAsync(params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "msbuild", "src/Functions/Functions.csproj", "-nologo", "-getProperty:FunctionsHost", "-getItem:None", "-getItem:PackageReference",
            "-getItem:PackageVersion", "-getItem:ProjectReference", "-getItem:Compile", .. properties,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // This test's own build must not decide for the one that it asks about.
        foreach (var inherited in (string[])["FunctionsHost", "DURABLE_BACKEND", "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath"])
        {
            start.Environment.Remove(inherited);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        var text = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, text + await errors);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
