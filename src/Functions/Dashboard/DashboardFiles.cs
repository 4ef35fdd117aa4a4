using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>The files of the page, from the assembly: read, tagged and packed once.</summary>
public sealed class DashboardFiles
{
    public const string Index = "index.html";

    private const string Prefix = "dashboard/";

    private readonly Lazy<FrozenDictionary<string, DashboardFile>> _files = new(Read);

    public IEnumerable<DashboardFile> All => _files.Value.Values;

    /// <summary>Null when the page has no such file.</summary>
    public DashboardFile? Find(string name) => _files.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, DashboardFile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);
    }

    private static DashboardFile Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        }

        var name = resource[Prefix.Length..];
        var content = plain.ToArray();
        return new DashboardFile(name, TypeOf(name), content, packed.ToArray(), Tags.Of(content));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The page has a file of an unknown kind, {other}."),
    };
}

/// <summary>A file of the page.</summary>
/// <param name="Packed">The content in gzip.</param>
public sealed record DashboardFile(
    string Name, string ContentType, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Packed, string ETag);
