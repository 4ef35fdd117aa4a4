using System.Net.Sockets;
using VideoPipeline.LocalHost.Hosting;

namespace VideoPipeline.LocalHost.Azurite;

/// <summary>Starts Azurite's blob service where the storage settings mean a local emulator and none answers there.</summary>
internal static class AzuriteStart
{
    public static async Task<IReadOnlyList<AzuriteProcess>> RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var started = new List<AzuriteProcess>();
        foreach (var port in settings.StartAzurite ? StorageSettings.EmulatorPorts(settings.Configuration) : [])
        {
            if (!await AnswersAsync(port, cancellationToken))
            {
                var folder = port == StorageSettings.DefaultPort ? "azurite" : $"azurite-{port}";
                var location = Path.Combine(settings.DataDirectory, folder);
                started.Add(await AzuriteProcess.StartAsync(port, location, [settings.AppDirectory], cancellationToken));
            }
        }

        return started;
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
}
