using System.Net.Http.Headers;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

/// <summary>A batch as it lies on disk; it is sent as it is, so that the line numbers in the host's answer are those of the file.</summary>
internal sealed record BatchFile(string Path, string MediaType)
{
    public static BatchFile Open(string name, Surroundings surroundings)
    {
        var path = surroundings.PathOf(name);
        if (!File.Exists(path))
        {
            throw new UsageException($"{name} is not there.");
        }

        return new BatchFile(path, System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => "text/csv",
            ".jsonl" or ".ndjson" => "application/x-ndjson",
            ".json" => "application/json",
            var other => throw new UsageException($"A batch is a .csv, .jsonl or .json file, not '{other}'."),
        });
    }

    /// <summary>The file from its beginning; anew for every attempt to send it.</summary>
    public HttpContent Content()
    {
        var content = new StreamContent(File.OpenRead(Path));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType) { CharSet = "utf-8" };
        return content;
    }
}
