using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Functions.Messages;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Messages;

/// <summary>Bodies as senders of all kinds encode them: each ends as a job with its prompt whole, or as a dead letter with a code.</summary>
public sealed class MessageEncodingTests
{
    private const string Prompt = "order: ein Fächer für 5 €";
    private const string Json = $$"""{"provider":"tokenhub","prompt":"{{Prompt}}","duration":5,"resolution":"720p"}""";
    private const string Batch = $$"""{"items":[{{Json}}]}""";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string, string?> Bodies => new()
    {
        { "utf-8", null },
        { "utf-8 with a mark", null },
        { "utf-16 with a mark", null },
        { "utf-16 declared", null },
        { "windows-1252 declared", null },
        { "gzip", null },
        { "windows-1252", "invalid_encoding" },
        { "xml", "invalid_encoding" },
        { "empty", "invalid_json" },
        { "amqp value", "unsupported_body" },
        { "amqp sequence", "unsupported_body" },
        { "unknown charset", "unsupported_charset" },
        { "replaced before", "invalid_request" },
        { "half a character", "invalid_json" },
        { "batch", null },
        { "batch with a mark", null },
        { "batch in windows-1252", "invalid_encoding" },
        { "batch, empty", "invalid_json" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ends_as_a_job_with_its_prompt_or_as_a_dead_letter_with_a_code(string kind, string? code)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        await using var host = await world.StartHostAsync(bus.Setting);
        await using var client = bus.Connect();
        await using var sender = client.CreateSender(ReceiveVideoMessage.Queue);

        await sender.SendMessageAsync(Message(kind)).WaitAsync(s_patience);

        if (code is not null)
        {
            await using var deadLetters = client.CreateReceiver(
                ReceiveVideoMessage.Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
            Assert.Equal(code, (await deadLetters.ReceiveMessageAsync(s_patience)).DeadLetterReason);
            Assert.Equal(0, await world.Simulator.AcceptedAsync("order"));
            return;
        }

        using var patience = new CancellationTokenSource(s_patience);
        while (await world.Simulator.AcceptedAsync(Prompt) == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static ServiceBusMessage Message(string kind)
    {
        var subject = kind.StartsWith("batch", StringComparison.Ordinal) ? "batch" : "video";
        var message = new ServiceBusMessage { Subject = subject, MessageId = "encoded", ContentType = "application/json" };
        switch (kind)
        {
            case "amqp value":
                message.GetRawAmqpMessage().Body = AmqpMessageBody.FromValue(Json);
                return message;
            case "amqp sequence":
                message.GetRawAmqpMessage().Body = AmqpMessageBody.FromSequence([[Json]]);
                return message;
            case "utf-16 declared" or "windows-1252 declared" or "unknown charset":
                message.ContentType = $"application/json; charset={kind.Split(' ') switch { ["unknown", ..] => "klingon", var words => words[0] }}";
                break;
        }

        message.Body = BinaryData.FromBytes(kind switch
        {
            "utf-8 with a mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Json)],
            "utf-16 with a mark" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Json)],
            "utf-16 declared" => Encoding.Unicode.GetBytes(Json),
            "windows-1252" or "windows-1252 declared" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Json),
            "gzip" => Packing.Gzip(Encoding.UTF8.GetBytes(Json)),
            "xml" => Serialised(),
            "empty" or "batch, empty" => [],
            "half a character" => Encoding.UTF8.GetBytes(Json.Replace("ä", "\\ud800", StringComparison.Ordinal)),
            "batch" => Encoding.UTF8.GetBytes(Batch),
            "batch with a mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Batch)],
            "batch in windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Batch),
            "replaced before" => Encoding.UTF8.GetBytes(Json.Replace('ä', '\uFFFD')),
            _ => Encoding.UTF8.GetBytes(Json),
        });
        return message;
    }

    // As the first clients of Service Bus wrote a string.
    private static byte[] Serialised()
    {
        using var written = new MemoryStream();
        using (var xml = XmlDictionaryWriter.CreateBinaryWriter(written))
        {
            new DataContractSerializer(typeof(string)).WriteObject(xml, Json);
        }

        return written.ToArray();
    }
}
