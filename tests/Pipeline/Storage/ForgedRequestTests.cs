using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Resellers.Http;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class ForgedRequestTests : IDisposable
{
    private static readonly string[] s_refusals = ["forbidden_address", "invalid_url", "unreachable"];

    private readonly TcpListener _inside = new(IPAddress.Loopback, 0);
    private readonly int _port;

    public ForgedRequestTests()
    {
        _inside.Start();
        _port = ((IPEndPoint)_inside.LocalEndpoint).Port;
    }

    public void Dispose() => _inside.Dispose();

    [Fact]
    public void Table_is_long_enough() => Assert.True(HostileAddresses.Hosts.Count >= 500, $"{HostileAddresses.Hosts.Count} spellings");

    [Fact]
    public async Task Download_reaches_no_inner_address_in_any_spelling()
    {
        var download = AssetDownloads.Create([]);
        await Parallel.ForEachAsync(HostileAddresses.Hosts, async (host, cancellationToken) =>
        {
            foreach (var url in (string[])[$"https://{host}:{_port}/v.mp4", $"https://public.example@{host}:{_port}/v.mp4", $"http://{host}:{_port}/"])
            {
                var result = await download.ReadAsync(url, Nothing, cancellationToken);
                Assert.True(s_refusals.Contains(result.Code), $"{url}: {result.Code}");
            }
        });

        Assert.False(_inside.Pending(), "Somebody has knocked.");
    }

    [Fact]
    public async Task Redirect_leads_to_no_inner_address_in_any_spelling()
    {
        foreach (var host in HostileAddresses.Hosts)
        {
            var download = AssetDownloads.Create([], request => request.RequestUri!.Host == "public.example"
                ? Redirect($"https://{host}:{_port}/v.mp4")
                : null);

            var result = await download.ReadAsync("https://public.example/v.mp4", Nothing, CancellationToken.None);

            Assert.True(result.Code is not null, host);
        }

        Assert.False(_inside.Pending(), "Somebody has knocked.");
    }

    // The handler that webhooks are sent by.
    [Fact]
    public async Task Guarded_client_connects_to_no_inner_address_in_any_spelling()
    {
        using var services = new ServiceCollection().AddSingleton(Options.Create(new AssetsOptions())).BuildServiceProvider();
        using var client = new HttpClient(GuardedHttp.Handler(services));
        await Parallel.ForEachAsync(HostileAddresses.Hosts, async (host, cancellationToken) =>
        {
            if (Uri.TryCreate($"http://{host}:{_port}/", UriKind.Absolute, out var address))
            {
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.PostAsync(address, null, cancellationToken));
            }
        });

        Assert.False(_inside.Pending(), "Somebody has knocked.");
    }

    [Fact]
    public void Poll_address_on_another_host_is_never_one_of_the_providers_own()
    {
        var provider = new Uri("https://api.tokenlab.sh/v1/");
        foreach (var host in HostileAddresses.Hosts.Append("api.tokenlab.sh.evil.example").Append("api.tokenlab.sh@evil.example"))
        {
            Assert.Null(OwnOrigin.Resolve(provider, $"https://{host}/v1/tasks/1"));
            Assert.Null(OwnOrigin.Resolve(provider, $"//{host}/v1/tasks/1"));
            Assert.Null(OwnOrigin.Resolve(provider, $"http://{host}/v1/tasks/1"));
        }
    }

    // Whoever rebinds a name between a check and a connect finds that the checked address is the one that is connected to.
    [Theory]
    [InlineData("93.184.216.34", "127.0.0.1")]
    [InlineData("93.184.216.34", "::ffff:10.0.0.1")]
    [InlineData("2606:2800:220:1::1", "169.254.169.254")]
    public void Name_with_one_inner_address_is_refused_whole(string outer, string inner)
    {
        Assert.Throws<ForbiddenAddressException>(
            () => AddressGuard.EnsurePublic("rebinding.example", [IPAddress.Parse(outer), IPAddress.Parse(inner)]));
    }

    private static HttpResponseMessage Redirect(string location)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        return response;
    }

    private static ValueTask Nothing(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
