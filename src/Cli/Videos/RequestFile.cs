using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class RequestFile
{
    public static async Task<JsonObject> ReadAsync(string file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(file, surroundings, cancellationToken);
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new UsageException($"{file} holds no JSON object.");
        }
        catch (JsonException fault)
        {
            throw new UsageException($"{file} is not JSON: {fault.Message}");
        }
    }

    public static async Task<string> ReadTextAsync(string file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (file == "-")
        {
            return await surroundings.In.ReadToEndAsync(cancellationToken);
        }

        try
        {
            return await File.ReadAllTextAsync(surroundings.PathOf(file), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {fault.Message}");
        }
    }
}
