using System.Text.Json;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Tests;

/// <summary>Runs the program in this process against a stub host and collects what it says.</summary>
internal sealed class CliRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public StubHost Host { get; } = new();

    public InstantTime Time { get; } = new();

    public Dictionary<string, string> Variables { get; } = new() { ["VIDEOPIPELINE_URL"] = StubHost.Url };

    public string Input { get; set; } = "";

    public bool HasBrowser { get; set; } = true;

    public List<Uri> Opened { get; } = [];

    public bool OutIsTerminal { get; set; }

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("videopipeline-cli-");

    public CancellationTokenSource Interruption { get; } = new();

    public string File(string name, string content)
    {
        var path = Path.Combine(Directory.FullName, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public string Read(string name) => System.IO.File.ReadAllText(Path.Combine(Directory.FullName, name));

    public async Task<CliResult> Async(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var bytes = new MemoryStream();
        var surroundings = Surroundings(output, error, bytes);
        var exit = await CommandTree.RunAsync(arguments, surroundings, Interruption.Token).WaitAsync(Limit);
        return new CliResult(exit, output + System.Text.Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }

    public Surroundings Surroundings(TextWriter output, TextWriter error, MemoryStream bytes) => new(
        output,
        error,
        new StringReader(Input),
        OutIsTerminal,
        ErrorIsTerminal: false,
        Variables.GetValueOrDefault,
        () => bytes,
        () => Host,
        Time,
        Directory.FullName)
    {
        OpenInBrowser = address =>
        {
            Opened.Add(address);
            return HasBrowser;
        },
    };

    public void Dispose()
    {
        Directory.Delete(recursive: true);
        Interruption.Dispose();
        Host.Dispose();
    }
}

internal sealed record CliResult(int Exit, string Out, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonElement Json => JsonElement.Parse(Out);

    public IReadOnlyList<JsonElement> JsonLines =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
