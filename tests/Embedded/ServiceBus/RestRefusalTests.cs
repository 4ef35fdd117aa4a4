using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Xunit;

namespace Embedded.Tests.ServiceBus;

/// <summary>Everything wrong that can be said over HTTP; one listener for all, for none of it leaves a trace.</summary>
public sealed class RestRefusalTests(ListeningFixture listening) : IClassFixture<ListeningFixture>
{
    [Theory]
    [InlineData("POST", "nothing/messages", HttpStatusCode.NotFound)]
    [InlineData("POST", "nothing/messages/head?timeout=0", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "events/subscriptions/nobody/messages/head?timeout=0", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "jobs/messages/1/11111111-2222-3333-4444-555555555555", HttpStatusCode.NotFound)]
    [InlineData("GET", "jobs", HttpStatusCode.NotFound)]
    [InlineData("GET", "", HttpStatusCode.NotFound)]
    [InlineData("POST", "messages", HttpStatusCode.NotFound)]
    [InlineData("GET", "jobs/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "jobs/messages/head", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "jobs/messages/1/no-guid", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "events/messages/head?timeout=0", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/$DeadLetterQueue/messages", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/messages/head?timeout=soon", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/messages/head?timeout=-1", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/messages/head?timeout=1e9", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/messages/head?timeout=999999999999", HttpStatusCode.BadRequest)]
    [InlineData("POST", "jobs/$management?operation=nonsense", HttpStatusCode.BadRequest)]
    public async Task Call_that_makes_no_sense_is_refused(string method, string path, HttpStatusCode status)
    {
        using var request = TestRequest.Of(new HttpMethod(method), path, "{}");

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        var error = XElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(((int)status).ToString(CultureInfo.InvariantCulture), error.Element("Code")!.Value);
        Assert.NotEmpty(error.Element("Detail")!.Value);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"MessageId\":7}")]
    [InlineData("{\"TimeToLive\":-1}")]
    [InlineData("{\"TimeToLive\":\"1\"}")]
    [InlineData("{\"ScheduledEnqueueTimeUtc\":\"tomorrow\"}")]
    public async Task Broken_broker_properties_are_refused(string brokerProperties)
    {
        using var request = TestRequest.Of(HttpMethod.Post, "jobs/messages", "x", ("BrokerProperties", brokerProperties));

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await listening.Test.ReceiveAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"Body\":1}]")]
    [InlineData("[{\"Body\":\"%\",\"BodyEncoding\":\"base64\"}]")]
    [InlineData("[{\"Body\":\"a\"},{\"Body\":\"b\",\"UserProperties\":[]}]")]
    [InlineData("[{\"UserProperties\":{\"a\":{\"$type\":\"guid\",\"value\":\"x\"}}}]")]
    [InlineData("[{\"UserProperties\":{\"a\":{\"$type\":\"byte\",\"value\":\"300\"}}}]")]
    [InlineData("[[[[[[[[[[1]]]]]]]]]]")]
    [InlineData("[{\"Body\":\"\\ud800\"}]")]
    [InlineData("[{\"UserProperties\":{\"\\ud800\":1}}]")]
    [InlineData("[{\"BrokerProperties\":{\"Label\":\"\\udc00\"}}]")]
    [InlineData("[{\"UserProperties\":{\"a\":{\"$type\":7,\"value\":\"1\"}}}]")]
    [InlineData("")]
    public async Task Broken_batch_is_refused_whole(string batch)
    {
        using var request = TestRequest.Of(HttpMethod.Post, "jobs/messages", batch);
        request.Content!.Headers.ContentType = new("application/vnd.microsoft.servicebus.json");

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await listening.Test.ReceiveAsync());
    }

    [Theory]
    [InlineData("peek-message", "{}")]
    [InlineData("peek-message", "[]")]
    [InlineData("peek-message", "{\"from-sequence-number\":\"a\",\"message-count\":1}")]
    [InlineData("renew-lock", "{\"lock-token\":7}")]
    [InlineData("update-disposition", "{\"lock-token\":\"11111111-2222-3333-4444-555555555555\",\"disposition-status\":\"eaten\"}")]
    [InlineData("schedule-message", "7")]
    public async Task Broken_management_call_is_refused(string operation, string body)
    {
        using var request = TestRequest.Of(HttpMethod.Post, $"jobs/$management?operation={operation}", body);

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(256 * 1024 + 1)]
    [InlineData(2 * 1024 * 1024)]
    public async Task Message_too_large_is_forbidden(int bytes)
    {
        // The refusal comes before the body has been read, so a body on its way would meet a closed connection.
        using var request = new HttpRequestMessage(HttpMethod.Post, "jobs/messages") { Content = new ByteArrayContent(new byte[bytes]) };
        request.Headers.ExpectContinue = true;

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var error = XElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("MessageSizeExceeded", error.Element("Reason")!.Value);
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("Origin", "https://some.example")]
    public async Task Web_pages_are_not_served(string header, string value)
    {
        using var request = TestRequest.Of(HttpMethod.Post, "jobs/messages", "x", (header, value));

        using var response = await listening.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Null(await listening.Test.ReceiveAsync());
    }
}
