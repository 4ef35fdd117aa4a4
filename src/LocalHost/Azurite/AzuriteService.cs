using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions;

namespace VideoPipeline.Embedded.Azurite;

/// <summary>Starts Azurite before anything else when the storage settings mean a local emulator and none answers there.</summary>
internal sealed partial class AzuriteService(
    IConfiguration configuration, EmbeddedHostOptions options, IHostEnvironment environment, ILogger<AzuriteService> logger)
    : IHostedLifecycleService, IAsyncDisposable
{
    private readonly List<AzuriteProcess> started = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.StartAzurite != true)
        {
            return;
        }

        foreach (var port in StorageSettings.EmulatorPorts(configuration))
        {
            if (!await AnswersAsync(port, cancellationToken))
            {
                await StartAsync(port, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var azurite in started)
        {
            await azurite.DisposeAsync();
        }

        started.Clear();
    }

    private async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        var folder = port == StorageSettings.DefaultPort ? "azurite" : $"azurite-{port}";
        var location = Path.Combine(options.DataDirectory, folder);
        started.Add(await AzuriteProcess.StartAsync(port, location, [environment.ContentRootPath], cancellationToken));
        LogStarted(port, location);
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LoggerMessage(6010, LogLevel.Information, "Started Azurite on port {Port} (blobs in {Location}).")]
    private partial void LogStarted(int port, string location);
}
