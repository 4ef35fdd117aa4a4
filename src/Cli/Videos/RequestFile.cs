using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class RequestFile
{
    public static async Task<JsonObject> ReadAsync(string file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".jsonl" or ".ndjson")
        {
            throw IsBatch(file, surroundings);
        }

        var text = await ReadTextAsync(file, surroundings, cancellationToken);
        try
        {
            var json = JsonNode.Parse(text);
            if (json is JsonArray || (json is JsonObject asked && (asked.ContainsKey("items") || asked.ContainsKey("manifest"))))
            {
                throw IsBatch(file, surroundings);
            }

            return json as JsonObject ?? throw new UsageException($"{file} holds no JSON object.");
        }
        catch (JsonException fault)
        {
            throw new UsageException($"{file} is not JSON: {fault.Message}");
        }
    }

    private static UsageException IsBatch(string file, Surroundings surroundings) => new($"{file} is a batch; start it with: {surroundings.Self} batch {file}");

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
