using System.CommandLine;

namespace VideoPipeline.Cli.Shell;

internal sealed class GlobalOptions(Surroundings surroundings)
{
    public const string DefaultUrl = "http://127.0.0.1:7071";

    private readonly Option<string> _url = new("--url")
    {
        Description = "The host to talk to (environment: VIDEOPIPELINE_URL; else the `up` that runs here)",
        HelpName = "URL",
        Recursive = true,
        DefaultValueFactory = _ => surroundings.Variable("VIDEOPIPELINE_URL") ?? RunningStack.Url(surroundings.CurrentDirectory) ?? DefaultUrl,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "Function key, sent as x-functions-key (environment: VIDEOPIPELINE_KEY)",
        HelpName = "KEY",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "JSON on standard output and nothing else",
        Recursive = true,
    };

    private readonly Option<bool> _noColor = new("--no-color")
    {
        Description = "Plain text without colours or live views (the default when not a terminal; environment: NO_COLOR)",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_url);
        root.Options.Add(_key);
        root.Options.Add(_json);
        root.Options.Add(_noColor);
    }

    public bool Json(ParseResult parse) => parse.GetValue(_json);

    public Terminal Terminal(ParseResult parse)
    {
        var plain = parse.GetValue(_noColor) || !string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));
        return new Terminal(surroundings, Json(parse), plain);
    }

    public Uri Url(ParseResult parse) => ServiceUrl.Parse(parse.GetValue(_url)!, "--url");

    // Read here and not by a default value factory, because --help would print what that returns.
    public string? Key(ParseResult parse) => parse.GetValue(_key) ?? surroundings.Variable("VIDEOPIPELINE_KEY");
}
