using System.Text.Json;
using VideoPipeline.Support;

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
        await using var broker = await CliBroker.StartAsync(cli);
        cli.File("message.json", body);

        var result = await cli.Async("send", "message.json", "--message-id", "m1");

        Assert.Equal(0, result.Exit);
        var sent = Assert.Single(await broker.SentAsync());
        Assert.Equal((body, "m1", subject, "application/json"), (sent.Body.ToString(), sent.MessageId, sent.Subject, sent.ContentType));
    }

    [Fact]
    public async Task Every_line_of_a_jsonl_file_is_a_message()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        cli.File("messages.jsonl", "{\"prompt\":\"x\"}\r\n\r\n{\"prompt\":\"y\"}\n");

        var result = await cli.Async("send", "messages.jsonl", "--message-id", "m", "--json");

        Assert.Equal(["{\"prompt\":\"x\"}", "{\"prompt\":\"y\"}"], (await broker.SentAsync()).Select(sent => sent.Body.ToString()));
        Assert.Equal(["m-1", "m-2"], result.JsonLines.Select(line => line.GetProperty("message_id").GetString()));
    }

    [Fact]
    public async Task Without_an_id_every_message_has_a_new_one()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        cli.Variables.Remove("ServiceBus");
        cli.File("message.json", "{}");

        await cli.Async("send", "message.json", "--service-bus", broker.ConnectionString);
        await cli.Async("send", "message.json", "--service-bus", broker.ConnectionString);

        Assert.Equal(2, (await broker.SentAsync()).Select(sent => sent.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_broker_that_refuses_is_a_refusal()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        broker.Options.MaxMessageBytes = 1;
        cli.File("message.json", "{}");

        var result = await cli.Async("send", "message.json");

        Assert.Equal(4, result.Exit);
        Assert.Contains("service_bus_message_size_exceeded, HTTP 413", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_unreachable_and_that_is_one_sentence()
    {
        using var cli = new CliRun();
        cli.File("message.json", "{}");
        var nobody = $"Endpoint=sb://127.0.0.1:{FreePort.Next()};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;";

        var result = await cli.Async("send", "message.json", "--service-bus", nobody);

        Assert.Equal(3, result.Exit);
        Assert.Equal("error: Service Bus at 127.0.0.1 does not answer: Connection refused", result.Error.Trim());
    }

    [Theory]
    [InlineData("Endpoint=nonsense;x=")]
    [InlineData("SharedAccessKey=x")]
    public async Task An_address_that_is_none_is_a_wrong_call(string address)
    {
        using var cli = new CliRun();
        cli.File("message.json", "{}");

        var result = await cli.Async("send", "message.json", "--service-bus", address);

        Assert.Equal(2, result.Exit);
        Assert.Contains("--service-bus", result.Error, StringComparison.Ordinal);
    }
}
