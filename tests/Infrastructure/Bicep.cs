using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>infra/ as Azure's own compiler sees it.</summary>
internal static partial class Bicep
{
    public const string Main = "infra/main.bicep";

    public const string NamesFile = "infra/names.bicep";

    public static IReadOnlyList<string> Files { get; } = Repository.Files("infra", "*.bicep");

    /// <summary>The compiled template of main.bicep, its modules nested in it.</summary>
    public static JsonElement Template { get; } = Compile(Main);

    /// <summary>What names.bicep exports: `taskHub`, `containers.videos` …</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = ReadNames();

    /// <summary>App settings of the function app; `*` stands for an interpolated part.</summary>
    public static IReadOnlyList<string> SettingNames { get; } = ReadSettingNames();

    /// <summary>The deployments of main.bicep: one for each module.</summary>
    public static IReadOnlyList<string> Modules { get; } =
        [.. Template.GetProperty("resources").EnumerateObject().Where(IsModule).Select(resource => resource.Name)];

    public static JsonElement Module(string symbol) =>
        Template.GetProperty("resources").GetProperty(symbol).GetProperty("properties").GetProperty("template");

    /// <summary>Every resource that is deployed, whichever module has it.</summary>
    public static IEnumerable<(string Module, string Symbol, JsonElement Resource)> Resources =>
        from module in Modules
        from resource in ResourcesOf(module)
        where !resource.Value.TryGetProperty("existing", out _)
        select (module, resource.Key, resource.Value);

    /// <summary>By symbol; a module that needs no symbols is compiled to a list without them: by the last part of the type then.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ResourcesOf(string module)
    {
        var resources = Module(module).GetProperty("resources");
        return resources.ValueKind == JsonValueKind.Object
            ? resources.EnumerateObject().ToDictionary(resource => resource.Name, resource => resource.Value)
            : resources.EnumerateArray().ToDictionary(resource => resource.GetProperty("type").GetString()!.Split('/')[^1], resource => resource);
    }

    /// <summary>What the compiler says of a file: nothing, or its warnings and errors.</summary>
    public static string Lint(string file) => Run("lint", file).Errors;

    private static bool IsModule(JsonProperty resource) =>
        resource.Value.GetProperty("type").GetString() == "Microsoft.Resources/deployments";

    private static JsonElement Compile(string file)
    {
        // Warnings have a test of their own.
        var (output, errors) = Run("build", file, "--stdout");
        if (output.Length == 0)
        {
            throw new InvalidOperationException(errors);
        }

        using var template = JsonDocument.Parse(output);
        return template.RootElement.Clone();
    }

    private static (string Output, string Errors) Run(string command, string file, params string[] options)
    {
        var compiler = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "BicepCompiler").Value!.Replace('\\', '/');
        var start = new ProcessStartInfo(compiler, [command, Repository.PathOf(file), .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It does without ICU, which a bare machine has not.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, errors.Result.Trim());
    }

    private static Dictionary<string, string> ReadNames() => Compile(NamesFile).GetProperty("variables").EnumerateObject()
        .SelectMany(variable => variable.Value.ValueKind == JsonValueKind.String
            ? [KeyValuePair.Create(variable.Name, variable.Value.GetString()!)]
            : variable.Value.EnumerateObject().Select(member => KeyValuePair.Create($"{variable.Name}.{member.Name}", member.Value.GetString()!)))
        .ToDictionary();

    // The compiler writes the settings as one expression: createObject('name', value, …), and toObject for what is interpolated.
    private static List<string> ReadSettingNames()
    {
        var expression = Module("functionApp").GetProperty("resources").GetProperty("app").GetProperty("properties")
            .GetProperty("siteConfig").GetProperty("appSettings").GetString()!;
        var names = SettingName().Matches(expression).Select(match => Placeholder().Replace(match.Groups[1].Value, "*"));
        return [.. names.Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"(?:createObject\(|, |format\()'((?:[A-Z][A-Za-z0-9]*|\{0\})(?:_+(?:\w|\{\d\})+)+)', ")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
