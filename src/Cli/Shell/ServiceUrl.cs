namespace VideoPipeline.Cli.Shell;

internal static class ServiceUrl
{
    /// <summary>An absolute http(s) URL that relative paths can be appended to.</summary>
    public static Uri Parse(string text, string option) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
            ? url
            : throw new UsageException($"{option} '{text}' is not an http or https URL.");
}
