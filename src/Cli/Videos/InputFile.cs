using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class InputFile
{
    /// <summary>A URL as it is; the path of a local image as a data URI.</summary>
    public static string AsInput(string text, Surroundings surroundings)
    {
        if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith("data:", StringComparison.Ordinal))
        {
            return text;
        }

        var path = surroundings.PathOf(text);
        if (!File.Exists(path))
        {
            throw new UsageException($"'{text}' is neither a URL nor a file.");
        }

        var type = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".webp" => "image/webp",
            var other => throw new UsageException($"'{text}': images are .png, .jpg or .webp, not '{other}'."),
        };
        return $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
    }
}
