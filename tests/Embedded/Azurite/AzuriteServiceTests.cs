using System.Net;
using System.Net.Sockets;
using Embedded.Tests.Functions;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.Azurite;

public sealed class AzuriteServiceTests
{
    [Fact]
    public async Task Host_starts_Azurite_where_nothing_answers_and_stops_it_with_itself()
    {
        var port = FreePort();
        await using (var host = await StartAsync(port))
        {
            Assert.True(await AnswersAsync(port));
            Assert.True(Directory.Exists(Path.Combine(host.Folder, $"azurite-{port}")));
        }

        Assert.False(await AnswersAsync(port));
    }

    [Fact]
    public async Task Host_leaves_alone_what_answers_already()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = await StartAsync(port);

        Assert.False(Directory.Exists(Path.Combine(host.Folder, $"azurite-{port}")));
    }

    private static Task<FunctionsHost> StartAsync(int port) => FunctionsHost.StartAsync(
        [],
        builder => builder.ConfigureEmbeddedHost(options => options.StartAzurite = true),
        null,
        $"--AzureWebJobsStorage=BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1");

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(10));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
