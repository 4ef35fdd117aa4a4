using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.Http;
using Xunit;

namespace LocalHost.Tests.Http;

public sealed class ListenAddressesTests
{
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

    [Fact]
    public void Open_address_demands_a_key()
    {
        var failure = Assert.Throws<StartFailure>(() => new ListenAddresses(["http://0.0.0.0:80"]).DemandKeyBeyondLoopback(null));

        Assert.Equal(StartFailure.Settings, failure.ExitCode);
        Assert.Contains("LocalHost__ApiKey", failure.Message, StringComparison.Ordinal);
    }
}
