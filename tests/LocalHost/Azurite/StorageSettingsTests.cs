using Microsoft.Extensions.Configuration;
using VideoPipeline.LocalHost.Azurite;
using Xunit;

namespace LocalHost.Tests.Azurite;

public sealed class StorageSettingsTests
{
    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", 10000)]
    [InlineData("VideoStorage", "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=k;BlobEndpoint=http://127.0.0.1:4711/a;", 4711)]
    [InlineData("VideoStorage:blobServiceUri", "http://localhost:4712/a", 4712)]
    [InlineData("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=k;EndpointSuffix=core.windows.net", null)]
    [InlineData("VideoStorage:blobServiceUri", "https://account.blob.core.windows.net", null)]
    [InlineData("AzureWebJobsStorage", "BlobEndpoint=http://10.0.0.7:10000/a", null)]
    [InlineData("AzureWebJobsStorage", "", null)]
    public void Only_loopback_endpoints_mean_an_emulator(string setting, string value, int? port)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();

        Assert.Equal(port is null ? [] : [port.Value], StorageSettings.EmulatorPorts(configuration));
    }
}
