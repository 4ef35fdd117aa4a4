using System.Net;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.Functions.Http;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class HostAccessTests
{
    [Fact]
    public async Task Host_refuses_every_address_but_loopback_without_a_key()
    {
        var failure = await Assert.ThrowsAsync<HostStartException>(() => StartAsync("--urls=http://0.0.0.0:0"));

        Assert.Contains("EmbeddedHost__ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_demanded_once_it_is_set()
    {
        await using var host = await StartAsync("--urls=http://0.0.0.0:0", "--EmbeddedHost:ApiKey=k3y");

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "/echo"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, "/echo?code=other"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "/echo?code=k3y"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "/echo", "k3y"));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/items/a")).StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071", false, "localhost", true)]
    [InlineData("http://127.0.0.1:7071", false, "127.0.0.1", true)]
    [InlineData("http://[::1]:7071", false, "[::1]", true)]
    [InlineData("http://localhost:7071", false, "evil.example", false)]
    [InlineData("http://localhost:7071", false, "10.0.0.5", false)]
    [InlineData("http://10.0.0.5:80", true, "10.0.0.5", true)]
    [InlineData("http://10.0.0.5:80", true, "evil.example", false)]
    [InlineData("http://*:80", true, "192.168.1.9", true)]
    [InlineData("http://*:80", true, "evil.example", false)]
    [InlineData("http://+:80", true, "[fe80::1]", true)]
    [InlineData("https://videos.example:443", true, "videos.example", true)]
    public void Listen_addresses_tell_who_can_come_and_under_which_name(string url, bool beyondLoopback, string host, bool served)
    {
        var addresses = new ListenAddresses([url]);

        Assert.Equal(beyondLoopback, addresses.BeyondLoopback);
        Assert.Equal(served, addresses.IsServedAs(host));
    }

    private static async Task<HttpStatusCode> PostAsync(FunctionsHost host, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("x") };
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return (await host.Client.SendAsync(request)).StatusCode;
    }

    private static Task<FunctionsHost> StartAsync(params string[] args) =>
        FunctionsHost.StartAsync([typeof(HttpFunctions)], builder => builder.Services.AddSingleton<Counter>(), null, args);
}
