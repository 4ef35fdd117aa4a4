using System.Text.Json;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>What src/Functions would be built of, by MSBuild's own evaluation; nothing is restored.</summary>
internal sealed class ProjectEvaluation(JsonElement project)
{
    public IReadOnlyList<string> Packages => Items("PackageReference");

    public IReadOnlyList<string> Projects => Items("ProjectReference");

    public IReadOnlyDictionary<string, string> Versions => project
        .GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
        .ToDictionary(item => item.GetProperty("Identity").GetString()!, item => item.GetProperty("Version").GetString()!);

    public string ServiceBusExtension => project.GetProperty("Properties").GetProperty(nameof(ServiceBusExtension)).GetString()!;

    public static async Task<ProjectEvaluation> OfFunctionsAsync(params string[] properties)
    {
        var (exitCode, output) = await DotNet.RunAsync(
        [
            "msbuild", "src/Functions/Functions.csproj", "-nologo", "-getProperty:ServiceBusExtension",
            "-getItem:PackageReference", "-getItem:PackageVersion", "-getItem:ProjectReference", .. properties,
        ]);
        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(output);
        return new ProjectEvaluation(json.RootElement.Clone());
    }

    private IReadOnlyList<string> Items(string type) =>
    [
        .. project.GetProperty("Items").GetProperty(type).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/')),
    ];
}
