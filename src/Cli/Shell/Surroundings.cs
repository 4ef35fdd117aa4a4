namespace VideoPipeline.Cli.Shell;

/// <summary>Everything outside the program that a command may touch, so that tests can replace it.</summary>
internal sealed record Surroundings(
    TextWriter Out,
    TextWriter Error,
    TextReader In,
    bool OutIsTerminal,
    bool ErrorIsTerminal,
    Func<string, string?> Variable,
    Func<Stream> OutStream,
    Func<HttpMessageHandler> CreateHandler,
    TimeProvider Time,
    string CurrentDirectory)
{
    /// <summary>What a person types to run this program.</summary>
    public string Self { get; init; } = "videopipeline";

    public Func<Uri, bool> OpenInBrowser { get; init; } = Browser.TryOpen;

    public static Surroundings OfProcess() => new(
        Console.Out,
        Console.Error,
        Console.In,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        Environment.GetEnvironmentVariable,
        Console.OpenStandardOutput,
        // Redirects are followed by hand: the key is for the host alone, never for the storage account it points to.
        () => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            Proxy = new LoopbackFreeProxy(HttpClient.DefaultProxy),
        },
        TimeProvider.System,
        Environment.CurrentDirectory)
    {
        Self = SelfAt(AppContext.BaseDirectory),
    };

    /// <summary>A build of the checkout is run through its project, an installed tool by its name.</summary>
    public static string SelfAt(string baseDirectory) =>
        Path.GetFullPath(baseDirectory).Contains(Path.Combine("artifacts", "bin", "Cli") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? "dotnet run --project src/Cli --"
            : "videopipeline";

    public string PathOf(string path) => Path.GetFullPath(path, CurrentDirectory);
}
