using System.Text.Json;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What the embedded host takes from host.json.</summary>
internal sealed record HostJson(string RoutePrefix)
{
    private const string DefaultRoutePrefix = "api";

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the first host.json that the folders have; without one, what Functions defaults to.</summary>
    public static HostJson Read(IEnumerable<string> folders)
    {
        var path = folders.Select(folder => Path.Combine(folder, "host.json")).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new HostJson(DefaultRoutePrefix);
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            var prefix = Find(document.RootElement, "extensions", "http", "routePrefix");
            return new HostJson(prefix?.GetString() ?? DefaultRoutePrefix);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new HostStartException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
