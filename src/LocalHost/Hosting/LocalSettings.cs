using System.Text.Json;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>The Values of local.settings.json, which `func start` makes settings of.</summary>
internal static class LocalSettings
{
    private static readonly JsonDocumentOptions s_lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file beside the nearest host.json, from the folder upwards; names as written, with double underscores.</summary>
    /// <param name="orFrom">Where to look when there is no host.json above the folder: a host that is started from anywhere finds its own checkout.</param>
    public static IReadOnlyDictionary<string, string> Read(string from, string orFrom)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var directory = Above(from) ?? Above(orFrom);
        var path = directory is null ? null : Path.Combine(directory.FullName, "local.settings.json");
        if (!File.Exists(path))
        {
            return values;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), s_lenient);
            if (document.RootElement.TryGetProperty("Values", out var settings))
            {
                foreach (var setting in settings.EnumerateObject())
                {
                    values[setting.Name] = setting.Value.ToString();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StartFailure(StartFailure.Settings, $"{path} cannot be read: {exception.Message}", exception);
        }

        return values;
    }

    private static DirectoryInfo? Above(string folder)
    {
        var directory = new DirectoryInfo(folder);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "host.json")))
        {
            directory = directory.Parent;
        }

        return directory;
    }
}
