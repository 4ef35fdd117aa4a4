using System.Net;
using VideoPipeline.Storage;
using Xunit;

namespace VideoPipeline.Tests.Storage;

public sealed class AddressGuardTests
{
    public static TheoryData<string> Forbidden => new(
        // This network, loopback
        "0.0.0.0", "0.0.0.1", "0.255.255.255", "127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.255", "::", "::1",
        // Private
        "10.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.0", "172.16.0.1", "172.20.10.1", "172.31.255.255",
        "192.168.0.0", "192.168.1.1", "192.168.255.255",
        // Carrier-grade NAT
        "100.64.0.0", "100.64.0.1", "100.100.100.200", "100.127.255.255",
        // Link-local, cloud metadata, platform addresses
        "169.254.0.0", "169.254.0.1", "169.254.169.254", "169.254.170.2", "169.254.255.255", "168.63.129.16",
        "fe80::", "fe80::1", "fe80::a9fe:a9fe", "febf:ffff::1", "fe80::1%2", "fd00:ec2::254",
        // Protocol assignments, documentation, benchmarks, relays
        "192.0.0.0", "192.0.0.1", "192.0.0.170", "192.0.0.255", "192.0.2.0", "192.0.2.1", "192.0.2.255",
        "198.51.100.0", "198.51.100.7", "198.51.100.255", "203.0.113.0", "203.0.113.9", "203.0.113.255",
        "198.18.0.0", "198.18.0.1", "198.19.255.255", "192.88.99.0", "192.88.99.1", "192.88.99.255",
        "2001:db8::", "2001:db8::1", "2001:db8:ffff:ffff::1", "3fff::1", "3fff:fff:ffff::1", "5f00::1",
        // Multicast, reserved, broadcast
        "224.0.0.0", "224.0.0.1", "239.255.255.250", "239.255.255.255", "240.0.0.0", "240.0.0.1", "255.255.255.254", "255.255.255.255",
        "ff00::", "ff02::1", "ff05::2", "ff0e::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        // Unique local, site-local
        "fc00::", "fc00::1", "fd00::1", "fd12:3456:789a::1", "fdff:ffff::1", "fec0::1", "feff::1",
        // IPv4 in IPv6: mapped, compatible, translated
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:192.168.1.1", "::ffff:172.16.0.1", "::ffff:100.64.0.1",
        "::ffff:0.0.0.0", "::ffff:224.0.0.1", "::ffff:255.255.255.255", "::ffff:168.63.129.16", "::ffff:7f00:1",
        "::127.0.0.1", "::10.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8",
        // NAT64, 6to4, Teredo, ORCHID, discard, whatever else is not assigned to the public
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "64:ff9b:1:ffff::10.0.0.1",
        "2002::", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2002:c0a8:101::1", "2002:808:808::1",
        "2001::", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1", "2001:1ff::1",
        "100::", "100::1", "100:0:0:1::1", "1::1", "200::1", "400::1", "1fff:ffff::1", "4000::1", "8000::1", "c000::1", "e000::1", "fe00::1");

    public static TheoryData<string> Public => new(
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "20.60.0.1", "52.239.0.1", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255",
        "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1",
        "2001:4860:4860::8888", "2003::1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "2603:1030::1", "3ffe::1");

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Address_that_is_not_public_is_refused(string address) => Assert.False(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [MemberData(nameof(Public))]
    public void Public_address_is_let_through(string address) => Assert.True(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8", "10.0.0.1")]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("2606:4700:4700::1111", "::1")]
    [InlineData("8.8.8.8", "1.1.1.1", "9.9.9.9", "::ffff:169.254.169.254")]
    public void Name_is_refused_when_one_of_its_addresses_is_not_public(params string[] addresses)
    {
        var refusal = Assert.Throws<ForbiddenAddressException>(
            () => AddressGuard.EnsurePublic("cdn.example", Array.ConvertAll(addresses, IPAddress.Parse)));

        Assert.Contains("cdn.example", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_is_let_through_when_all_of_its_addresses_are_public() =>
        AddressGuard.EnsurePublic("cdn.example", [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("2606:4700:4700::1111")]);

    [Fact]
    public async Task Connection_is_refused_by_the_address_that_the_name_leads_to()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = AddressGuard.ConnectAsync, UseProxy = false };
        using var client = new HttpClient(handler);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://localhost:9/"));

        Assert.IsType<ForbiddenAddressException>(refusal.InnerException);
    }
}
