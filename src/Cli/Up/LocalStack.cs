using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

/// <summary>Azurite, the simulator and the app on its host as child processes; disposing it ends them, the app first.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly LocalStackOptions _options;
    private readonly Session _session;
    private readonly DirectoryLock _lock;
    private readonly ProcessGuard _guard = ProcessGuard.Start();
    private readonly Stack<ChildProcess> _children = new();
    private KeptProcess? _app;

    private LocalStack(LocalStackOptions options, Session session, DirectoryLock directoryLock, LocalPorts ports)
    {
        _options = options;
        _session = session;
        _lock = directoryLock;
        Ports = ports;
    }

    public LocalPorts Ports { get; }

    /// <summary>The host, with the app's worker as a child of its own.</summary>
    public KeptProcess App => _app ?? throw new InvalidOperationException("The app has not been started.");

    public string AppDirectory => Path.Combine(_options.DataDirectory, "app");

    public string LogDirectory => Path.Combine(_options.DataDirectory, "logs");

    public static async Task<LocalStack> StartAsync(
        LocalStackOptions options, Session session, Action<string> report, CancellationToken cancellationToken)
    {
        var ports = LocalPorts.Choose(options);
        var directoryLock = DirectoryLock.TryTake(options.DataDirectory)
            ?? throw new CommandFailedException($"`up` runs already on {options.DataDirectory}{(RunningStack.Url(session.Surroundings.CurrentDirectory) is { } url ? $", at {url}" : "")}. Use that one, end it, or give another --data.");
        var stack = new LocalStack(options, session, directoryLock, ports);
        try
        {
            await stack.StartAsync(report, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a child is lost for good, and says how.</summary>
    public async Task<string> ChildLostAsync(CancellationToken cancellationToken)
    {
        var ended = await Task.WhenAny([App.GivenUp, .. _children.Select(child => child.Ended)]).WaitAsync(cancellationToken);
        if (ended == App.GivenUp)
        {
            return await App.GivenUp;
        }

        // Ctrl-C reaches the children as well, and they may be faster than we are.
        await Task.Delay(TimeSpan.FromSeconds(0.5), _session.Time, cancellationToken);
        return Describe(_children.First(child => child.Ended == ended), "ended by itself");
    }

    /// <summary>Does some work with the stack, and gives it up at once when a child is lost.</summary>
    public async Task<T> WhileUpAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lost = ChildLostAsync(end.Token);
        var worked = work(end.Token);
        var first = await Task.WhenAny(worked, lost);
        await end.CancelAsync();
        return first == worked ? await worked : throw new CommandFailedException(await lost);
    }

    public async ValueTask DisposeAsync()
    {
        // The app before the storage it writes to.
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        while (_children.TryPop(out var child))
        {
            await child.DisposeAsync();
        }

        _guard.Dispose();
        _lock.Dispose();
    }

    private async Task StartAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var host = BuiltProject.Find("LocalHost", AppContext.BaseDirectory);
        var app = Path.GetDirectoryName(BuiltProject.Find("Functions", AppContext.BaseDirectory))!;
        var simulator = BuiltProject.Find("Simulator", AppContext.BaseDirectory);
        var azurite = await AzuriteInstall.FindAsync(
            _options.DataDirectory, [_session.Surroundings.CurrentDirectory, AppContext.BaseDirectory], _guard, report, cancellationToken);

        report("Starting Azurite and the simulator …");
        var storage = Start("azurite", "node", AzuriteArguments(azurite), _options.DataDirectory, new ChildSettings());
        var books = Path.Combine(_options.DataDirectory, "simulator");
        var provider = Start(
            "simulator",
            DotNet.Path,
            [simulator],
            Path.GetDirectoryName(simulator)!,
            StackSettings.ForSimulator(Ports, books, _options.GenerationSeconds));
        await Task.WhenAll(
            ReadyAsync(storage, Ports.BlobUrl, mustSucceed: false, cancellationToken),
            ReadyAsync(provider, Ports.SimulatorUrl, mustSucceed: false, cancellationToken));

        report("Starting the app …");
        // Started in the app's folder, where no local.settings.json of a developer is found.
        var order = new ProcessOrder("app", DotNet.Path, [host, "--app", app], app, StackSettings.ForApp(Ports, AppDirectory, _options.AppSettings));
        var health = new Uri(Ports.AppUrl, "api/health");
        _app = new KeptProcess(
            order,
            next => ChildProcess.Start(next, LogDirectory, _guard, line => TellOfWorker(line, report)),
            (child, token) => ReadyAsync(child, health, mustSucceed: true, token),
            report,
            _session.Time);
        await _app.StartAsync(cancellationToken);
    }

    // The host says so in its log and starts the worker again by itself.
    private static void TellOfWorker(string line, Action<string> report)
    {
        if (line.IndexOf("The worker ended (", StringComparison.Ordinal) is >= 0 and var start)
        {
            report($"app: {line[start..]}");
        }
    }

    private List<string> AzuriteArguments(string script)
    {
        var location = Path.Combine(_options.DataDirectory, "azurite");
        Directory.CreateDirectory(location);
        return
        [
            script, "--skipApiVersionCheck", "--silent", "--disableTelemetry", "--location", location,
            "--blobHost", "127.0.0.1", "--blobPort", $"{Ports.Blob}",
        ];
    }

    private ChildProcess Start(string name, string program, IReadOnlyList<string> arguments, string directory, ChildSettings settings)
    {
        var child = ChildProcess.Start(new ProcessOrder(name, program, arguments, directory, settings), LogDirectory, _guard);
        _children.Push(child);
        return child;
    }

    private async Task ReadyAsync(ChildProcess child, Uri url, bool mustSucceed, CancellationToken cancellationToken)
    {
        var deadline = _session.Time.GetUtcNow() + StartTime;
        while (!await AnswersAsync(url, mustSucceed, cancellationToken))
        {
            if (child.Ended.IsCompleted)
            {
                throw new CommandFailedException(Describe(child, "did not start"));
            }

            if (_session.Time.GetUtcNow() > deadline)
            {
                throw new CommandFailedException(Describe(child, $"does not answer at {url} after {StartTime.TotalSeconds:0} s"));
            }

            await Task.Delay(TimeSpan.FromSeconds(0.1), _session.Time, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(Uri url, bool mustSucceed, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _session.Web.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return !mustSucceed || answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Describe(ChildProcess child, string what) =>
        $"{child.Name} {what}. Its log, {child.LogFile}, ends:{Environment.NewLine}{child.LogTail()}";
}
