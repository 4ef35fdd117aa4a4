using System.Text.Json;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>The Values of local.settings.json, which `func start` makes settings of.</summary>
internal static class LocalSettings
{
    private static readonly JsonDocumentOptions s_lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file beside the nearest host.json, from the folder upwards; names as written, with double underscores.</summary>
    public static IReadOnlyDictionary<string, string> Read(string from)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var directory = new DirectoryInfo(from);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "host.json")))
        {
            directory = directory.Parent;
        }

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
}
