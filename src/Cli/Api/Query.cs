namespace VideoPipeline.Cli.Api;

internal static class Query
{
    /// <summary>The query string of those parameters that have a value; empty when none has.</summary>
    public static string String(params IEnumerable<(string Name, string? Value)> parameters)
    {
        var given = parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var text = string.Join('&', given);
        return text.Length > 0 ? "?" + text : "";
    }
}
