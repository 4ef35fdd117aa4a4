using System.Text.Json;
using VideoPipeline.Support;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>The files of the working copy that the tests were built from.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    public static JsonElement ReadJson(string relative)
    {
        using var document = JsonDocument.Parse(Read(relative));
        return document.RootElement.Clone();
    }

    /// <summary>Paths relative to the root, with forward slashes, in a stable order; none when the folder is absent.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) => Directory.Exists(PathOf(folder))
        ? [.. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];
}
