using System.Text;
using Xunit;

namespace Embedded.Tests.ServiceBus;

internal static class TestRequest
{
    public static HttpRequestMessage Of(HttpMethod method, string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return request;
    }
}
