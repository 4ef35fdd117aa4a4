using System.Net;
using VideoPipeline.LocalHost.Azurite;
using Xunit;

namespace LocalHost.Tests.Azurite;

public sealed class AzuriteProcessTests
{
    [Fact]
    public async Task Azurite_answers_on_a_free_port_until_it_is_disposed()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        Uri endpoint;
        await using (var azurite = await AzuriteProcess.StartAsync())
        {
            endpoint = azurite.BlobEndpoint;
            var answer = await http.GetAsync($"{endpoint}?comp=list");

            Assert.NotEqual(0, azurite.Port);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains($"BlobEndpoint={endpoint};", azurite.ConnectionString, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync($"{endpoint}?comp=list"));
    }

    [Fact]
    public async Task Taken_port_is_named_as_the_reason()
    {
        await using var first = await AzuriteProcess.StartAsync();

        var failure = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteProcess.StartAsync(first.Port));

        Assert.Contains("port is taken", failure.Message, StringComparison.Ordinal);
    }
}
