using System.Text.Json;

namespace VideoPipeline.Cli.Tests.Messages;

public sealed class SendCommandTests
{
    [Theory]
    [InlineData("""{"prompt":"x"}""", "video")]
    [InlineData("""{"items":[]}""", "batch")]
    [InlineData("""{"manifest":"inputs/a.jsonl"}""", "batch")]
    [InlineData("not json at all", "video")]
    public async Task A_file_becomes_a_message_with_the_fitting_subject(string body, string subject)
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli);
        cli.File("message.json", body);

        var result = await cli.Async("send", "message.json", "--message-id", "m1");

        Assert.Equal(0, result.Exit);
        Assert.Equal(body, broker.Sent[0].Body);
        Assert.Equal("http://127.0.0.1:7073/video-jobs/messages", broker.Sent[0].Uri.ToString());
        var properties = JsonElement.Parse(broker.Sent[0].Header("BrokerProperties")!);
        Assert.Equal(("m1", subject), (properties.GetProperty("MessageId").GetString(), properties.GetProperty("Label").GetString()));
    }

    [Fact]
    public async Task Every_line_of_a_jsonl_file_is_a_message()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli);
        cli.File("messages.jsonl", "{\"prompt\":\"x\"}\r\n\r\n{\"prompt\":\"y\"}\n");

        var result = await cli.Async("send", "messages.jsonl", "--message-id", "m", "--json");

        Assert.Equal(["{\"prompt\":\"x\"}", "{\"prompt\":\"y\"}"], broker.Sent.Select(call => call.Body));
        Assert.Equal(["m-1", "m-2"], result.JsonLines.Select(line => line.GetProperty("message_id").GetString()));
    }

    [Fact]
    public async Task Without_an_id_every_message_has_a_new_one()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli);
        cli.File("message.json", "{}");

        await cli.Async("send", "message.json");
        await cli.Async("send", "message.json", "--service-bus", "http://127.0.0.1:9999/");

        Assert.Equal(2, broker.Sent.Select(call => call.Header("BrokerProperties")).Distinct().Count());
        Assert.Equal(9999, broker.Sent[1].Uri.Port);
    }

    [Theory]
    [InlineData("<Error><Code>403</Code><Detail>The message is too large.</Detail><Reason>MessageSizeExceeded</Reason></Error>", "The message is too large. (MessageSizeExceeded, HTTP 403)")]
    [InlineData("<Error><Code>403</Code><Detail>Too large. TrackingId:1</Detail></Error>", "Too large. TrackingId:1 (service_bus_403, HTTP 403)")]
    [InlineData("", "Forbidden (service_bus_403, HTTP 403)")]
    public async Task A_broker_that_refuses_is_a_refusal(string body, string text)
    {
        using var cli = new CliRun();
        cli.Host.On("POST /video-jobs/messages", body, System.Net.HttpStatusCode.Forbidden);
        cli.File("message.json", "{}");

        var result = await cli.Async("send", "message.json");

        Assert.Equal(4, result.Exit);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_unreachable()
    {
        using var cli = new CliRun();
        cli.Host.On("POST /video-jobs/messages", _ => StubHost.Refuse());
        cli.File("message.json", "{}");

        Assert.Equal(3, (await cli.Async("send", "message.json")).Exit);
    }
}
