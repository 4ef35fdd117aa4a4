using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoPipeline.Embedded.Azurite;

/// <summary>A running Azurite blob service on a loopback port, ended with this object.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account and key that every Azurite knows; published, no secret.</summary>
    public const string AccountName = "devstoreaccount1";

    private const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // SIGTERM
    private const int Terminate = 15;

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    private readonly Process process;

    private AzuriteProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public Uri BlobEndpoint => new($"http://127.0.0.1:{Port}/{AccountName}");

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};BlobEndpoint={BlobEndpoint};";

    /// <summary>Starts Azurite and waits until it answers.</summary>
    /// <param name="port">The port to listen on; 0 takes a free one.</param>
    /// <param name="location">The folder that keeps the blobs; null keeps them in memory and ends Azurite with this process.</param>
    /// <param name="searchFrom">Folders from which node_modules is looked for, upwards; the program's own folder is searched too.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="AzuriteException">Node.js is missing, the port is taken, or it was not ready in a minute.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        int port = 0, string? location = null, IEnumerable<string>? searchFrom = null, CancellationToken cancellationToken = default)
    {
        if (location is not null)
        {
            Directory.CreateDirectory(location);
        }

        var command = AzuriteCommand.Create(port, location, [.. searchFrom ?? [], Environment.CurrentDirectory, AppContext.BaseDirectory]);
        var process = new Process { StartInfo = command };
        var output = new AzuriteOutput(process);
        process.Start();
        output.Begin();
        try
        {
            var listensOn = await output.Ready.WaitAsync(ReadyWithin, cancellationToken);
            return new AzuriteProcess(process, listensOn);
        }
        catch (Exception exception)
        {
            await EndAsync(process);
            throw exception is TimeoutException
                ? new AzuriteException($"Azurite was not ready on port {port} within {ReadyWithin.TotalSeconds:0} s. {output.Text}")
                : exception;
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(process);

    // Asked first: Azurite saves its blob index when it closes.
    private static async Task EndAsync(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                Interrupt(process);
                await process.WaitForExitAsync().WaitAsync(StopWithin);
            }
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
        finally
        {
            process.Dispose();
        }
    }

    private static void Interrupt(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
            return;
        }

        // The group where it has one of its own (npx has children), else the process.
        if (Kill(-process.Id, Terminate) != 0)
        {
            _ = Kill(process.Id, Terminate);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
