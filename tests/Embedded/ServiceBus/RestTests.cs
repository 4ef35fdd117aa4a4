using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.ServiceBus.Rest;
using Xunit;

namespace Embedded.Tests.ServiceBus;

public sealed class RestTests : ListeningTests
{
    [Fact]
    public async Task Message_travels_with_broker_and_custom_properties()
    {
        using var send = TestRequest.Of(HttpMethod.Post, "jobs/messages", "{\"prompt\":\"ä\"}", ("Priority", "\"High, or \\u00e4\""), ("Count", "12"),
            ("Late", "true"), ("Bare", "text"), ("BrokerProperties", """{"MessageId":"m1","Label":"video","TimeToLive":90,"Unknown":1}"""));
        using var sent = await Http.SendAsync(send);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);

        using var received = await Http.PostAsync("jobs/messages/head?timeout=1", null);

        Assert.Equal(HttpStatusCode.Created, received.StatusCode);
        Assert.Equal("application/json", received.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"prompt\":\"ä\"}", await received.Content.ReadAsStringAsync());
        Assert.Equal(["\"High, or \\u00E4\""], received.Headers.GetValues("Priority"));
        Assert.Equal(["12"], received.Headers.GetValues("Count"));
        Assert.Equal(["true"], received.Headers.GetValues("Late"));
        Assert.Equal(["\"text\""], received.Headers.GetValues("Bare"));
        var properties = Properties(received);
        Assert.Equal("m1", properties.GetProperty("MessageId").GetString());
        Assert.Equal("video", properties.GetProperty("Label").GetString());
        Assert.Equal(90, properties.GetProperty("TimeToLive").GetDouble());
        Assert.Equal(1, properties.GetProperty("DeliveryCount").GetInt32());
        Assert.Equal("Active", properties.GetProperty("State").GetString());
        Assert.Equal(
            Test.Time.GetUtcNow().AddSeconds(60).ToString("R", CultureInfo.InvariantCulture),
            properties.GetProperty("LockedUntilUtc").GetString());
        Assert.Equal(
            new Uri(Listener.Address, $"jobs/messages/{properties.GetProperty("SequenceNumber")}/{properties.GetProperty("LockToken")}"),
            received.Headers.Location);
    }

    [Fact]
    public async Task Locked_message_is_renewed_unlocked_and_deleted_at_its_location()
    {
        await Test.SendAsync("a");
        var first = await LockAsync();
        Test.Time.Advance(TimeSpan.FromSeconds(50));
        using var renewed = await Http.PostAsync(first, null);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Test.Time.Advance(TimeSpan.FromSeconds(50));
        using var empty = await Http.PostAsync("jobs/messages/head?timeout=0", null);
        Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
        using var unlocked = await Http.PutAsync(first, null);
        Assert.Equal(HttpStatusCode.OK, unlocked.StatusCode);

        var second = await LockAsync();
        using var deleted = await Http.DeleteAsync(second);
        using var again = await Http.DeleteAsync(second);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("MessageLockLost", XElement.Parse(await again.Content.ReadAsStringAsync()).Element("Reason")!.Value);
    }

    [Fact]
    public async Task Destructive_read_deletes_at_once()
    {
        await Test.SendAsync("a");

        using var read = await Http.DeleteAsync("jobs/messages/head?timeout=1");
        using var empty = await Http.DeleteAsync("jobs/messages/head?timeout=0");

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("a", await read.Content.ReadAsStringAsync());
        Assert.Null(read.Headers.Location);
        Assert.False(Properties(read).TryGetProperty("LockToken", out _));
        Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
    }

    [Fact]
    public async Task Batch_of_the_service_is_taken()
    {
        const string Batch = """
            [{"Body":"one","BrokerProperties":{"Label":"M1","TimeToLiveTimeSpan":"0.00:00:40"}},
             {"Body":"two","UserProperties":{"Priority":"Low","Count":3}}]
            """;
        using var send = TestRequest.Of(HttpMethod.Post, "events/messages", Batch);
        send.Content!.Headers.ContentType = new("application/vnd.microsoft.servicebus.json");
        using var sent = await Http.SendAsync(send);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);

        var (one, two) = ((await Test.ReceiveAsync("events/subscriptions/all"))!, (await Test.ReceiveAsync("events/subscriptions/all"))!);
        Assert.Equal(("one", "M1", TimeSpan.FromSeconds(40)), (TestBroker.Body(one), one.Content.Subject, one.Content.TimeToLive));
        Assert.Equal(("two", "Low", 3), (TestBroker.Body(two), two.Content.Properties["Priority"], two.Content.Properties["Count"]));
    }

    [Fact]
    public async Task Dead_letter_queue_and_subscription_are_read_like_queues()
    {
        await Test.SendAsync("bad");
        await Test.Broker.DeadLetterAsync("jobs", (await Test.ReceiveAsync())!.LockToken, "invalid_request", "why").Soon();
        await Test.SendAsync("event", path: "events");

        using var dead = await Http.PostAsync("jobs/$DeadLetterQueue/messages/head?timeout=1", null);
        using var received = await Http.DeleteAsync("events/subscriptions/all/messages/head?timeout=1");
        using var completed = await Http.DeleteAsync(dead.Headers.Location);

        Assert.Equal("bad", await dead.Content.ReadAsStringAsync());
        Assert.Equal(["\"invalid_request\""], dead.Headers.GetValues("DeadLetterReason"));
        Assert.Equal("event", await received.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
    }

    [Fact]
    public async Task Receive_waits_for_a_message()
    {
        var waiting = Http.PostAsync("jobs/messages/head?timeout=60", null);
        await Test.SendAsync("a");

        using var received = await waiting.Soon();

        Assert.Equal("a", await received.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Receive_that_waits_answers_when_the_listener_stops()
    {
        var waiting = Http.PostAsync("jobs/messages/head?timeout=60", null);
        await Waits.UntilAsync(async () => (await Test.Broker.CountAsync("jobs")).Waiting > 0);

        await Listener.StopAsync(CancellationToken.None).Soon();

        using var received = await waiting.Soon();
        Assert.Equal(HttpStatusCode.NoContent, received.StatusCode);
    }

    [Fact]
    public async Task Property_names_that_are_no_header_stay_out_of_the_headers()
    {
        var properties = new Dictionary<string, object?>
        {
            ["with space"] = 1,
            ["Content-Length"] = 99,
            ["line\nbreak"] = "x",
            ["ok"] = "line\r\nbreak",
            ["when"] = DateTimeOffset.UnixEpoch,
        };
        await Test.SendAsync("a", c => c with { Properties = properties });

        using var received = await Http.DeleteAsync("jobs/messages/head");

        Assert.Equal("a", await received.Content.ReadAsStringAsync());
        Assert.Equal(["\"line\\r\\nbreak\""], received.Headers.GetValues("ok"));
        Assert.Equal(["\"Thu, 01 Jan 1970 00:00:00 GMT\""], received.Headers.GetValues("when"));
    }

    [Fact]
    public async Task Only_loopback_is_listened_on()
    {
        Test.Options.Endpoint = new Uri("http://0.0.0.0:0");
        await using var open = new RestListener(Test.Broker, Test.Options, NullLoggerFactory.Instance);

        await Assert.ThrowsAsync<HostStartException>(() => open.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Address_in_use_is_named()
    {
        Test.Options.Endpoint = Listener.Address;
        await using var second = new RestListener(Test.Broker, Test.Options, NullLoggerFactory.Instance);

        var failure = await Assert.ThrowsAsync<HostStartException>(() => second.StartAsync(CancellationToken.None));

        Assert.Contains(Listener.Address.ToString(), failure.Message, StringComparison.Ordinal);
    }

    private async Task<Uri> LockAsync()
    {
        using var response = await Http.PostAsync("jobs/messages/head?timeout=1", null);
        return response.Headers.Location!;
    }

    private static JsonElement Properties(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(response.Headers.GetValues("BrokerProperties").Single());
}
