using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace VideoPipeline.Cli.Shell;

/// <summary>Where results (standard output) and remarks (standard error) go, and how they look there.</summary>
internal sealed class Terminal
{
    // Wide enough that no table of ours wraps: a reader of a pipe or a log wants one row on one line.
    private const int PlainWidth = 400;

    private readonly Surroundings _surroundings;

    public Terminal(Surroundings surroundings, bool json, bool plain)
    {
        _surroundings = surroundings;
        Json = json;
        Live = !json && !plain && surroundings.OutIsTerminal && surroundings.Variable("TERM") is not "dumb";
        Out = CreateConsole(json ? TextWriter.Null : surroundings.Out, Live);
        if (Live && int.TryParse(surroundings.Variable("COLUMNS"), out var columns) && columns > 0)
        {
            Out.Profile.Width = columns;
        }

        Error = CreateConsole(surroundings.Error, !plain && surroundings.ErrorIsTerminal);
    }

    /// <summary>What a person types to run this program.</summary>
    public string Self => _surroundings.Self;

    public bool Json { get; }

    /// <summary>A person looks at a terminal: colours, progress bars and live views.</summary>
    public bool Live { get; }

    /// <summary>Results for people; silent with --json.</summary>
    public IAnsiConsole Out { get; }

    public IAnsiConsole Error { get; }

    public void Line(string text) => Out.WriteLine(text);

    public void Line(string markup, params string[] values) =>
        Out.MarkupLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, markup, [.. values.Select(Markup.Escape)]));

    public void Remark(string text) => Error.MarkupLineInterpolated($"[grey]{text}[/]");

    public void Fault(string text) => Error.MarkupLineInterpolated($"[red]error:[/] {text}");

    /// <summary>One JSON document on one line of standard output; silent without --json.</summary>
    public void Document(JsonElement document)
    {
        if (Json)
        {
            _surroundings.Out.WriteLine(JsonSerializer.Serialize(document, TerminalJson.Default.JsonElement));
        }
    }

    public void Document(JsonNode document)
    {
        if (Json)
        {
            _surroundings.Out.WriteLine(document.ToJsonString());
        }
    }

    /// <summary>A fault found on this side, in the shape of the host's own problems.</summary>
    public void Problem(string code, string detail) =>
        Document(new JsonObject { ["title"] = detail, ["code"] = code });

    private static IAnsiConsole CreateConsole(TextWriter writer, bool live)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = live ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = live ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = live ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!live)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
