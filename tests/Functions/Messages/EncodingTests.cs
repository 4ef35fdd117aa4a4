using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Functions.Messages;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Messages;

/// <summary>However the bytes of a message were made, it ends as the job that was meant, or aside with a code; nothing is guessed into a prompt.</summary>
public sealed class EncodingTests
{
    private const string Prompt = "order Käse ☕";

    private const string Video = $$"""{"provider":"tokenhub","prompt":"{{Prompt}}","duration":5,"resolution":"720p"}""";

    private const string Batch = $$"""{"items":[{{Video}}]}""";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Jobs => [.. s_jobs.Keys];

    public static TheoryData<string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (kind, (_, code)) in s_refused)
            {
                data.Add(kind, code);
            }

            return data;
        }
    }

    private static readonly Dictionary<string, Func<ServiceBusMessage>> s_jobs = new()
    {
        ["UTF-8"] = () => Bytes(Encoding.UTF8.GetBytes(Video)),
        ["UTF-8 by name"] = () => Bytes(Encoding.UTF8.GetBytes(Video), contentType: "application/json; charset=UTF-8"),
        ["UTF-8 with a byte order mark"] = () => Bytes([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Video)]),
        ["escapes"] = () => Bytes(Encoding.ASCII.GetBytes(Video.Replace("ä", "\\u00e4", StringComparison.Ordinal).Replace("☕", "\\u2615", StringComparison.Ordinal))),
        ["a value of AMQP that is a text"] = () => Of(AmqpMessageBody.FromValue(Video)),
        ["several data sections"] = () => Of(AmqpMessageBody.FromData([.. Encoding.UTF8.GetBytes(Video).Chunk(40).Select(part => (ReadOnlyMemory<byte>)part)])),
        ["a batch"] = () => Bytes(Encoding.UTF8.GetBytes(Batch), "batch"),
        ["a batch with a byte order mark"] = () => Bytes([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Batch)], "batch"),
    };

    private static readonly Dictionary<string, (Func<ServiceBusMessage> Message, string Code)> s_refused = new()
    {
        ["UTF-16"] = (() => Bytes(Encoding.Unicode.GetBytes(Video)), "invalid_json"),
        ["UTF-16 with a byte order mark"] = (() => Bytes([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Video)]), "invalid_json"),
        ["UTF-16 by name"] = (() => Bytes(Encoding.Unicode.GetBytes(Video), contentType: "application/json; charset=utf-16"), "unsupported_content_type"),
        ["UTF-32"] = (() => Bytes(Encoding.UTF32.GetBytes(Video)), "invalid_json"),
        ["a byte of CP1252"] = (() => Bytes(Encoding.Latin1.GetBytes(Video.Replace("☕", "", StringComparison.Ordinal))), "invalid_json"),
        ["a byte of CP1252 in a batch"] = (() => Bytes(Encoding.Latin1.GetBytes(Batch.Replace("☕", "", StringComparison.Ordinal)), "batch"), "invalid_items"),
        ["CP1252 by name"] = (() => Bytes(Encoding.Latin1.GetBytes(Video), contentType: "application/json; charset=windows-1252"), "unsupported_content_type"),
        ["half a character"] = (() => Bytes(Encoding.UTF8.GetBytes(Video.Replace("☕", "\\ud83c", StringComparison.Ordinal))), "invalid_json"),
        ["serialised as XML"] = (() => Bytes([0x40, 0x06, .. "string"u8, 0x08, 0x33, .. "http://schemas.microsoft.com/2003/10/Serialization/"u8, 0x9a, 0x05, .. Encoding.UTF8.GetBytes(Video)]), "invalid_json"),
        ["empty"] = (() => Bytes([]), "invalid_json"),
        ["an empty batch"] = (() => Bytes([], "batch"), "invalid_json"),
        ["nothing but a byte order mark"] = (() => Bytes(Encoding.UTF8.Preamble.ToArray()), "invalid_json"),
        ["a value of AMQP that is no text"] = (() => Of(AmqpMessageBody.FromValue(5)), "unsupported_body"),
        ["a sequence of AMQP"] = (() => Of(AmqpMessageBody.FromSequence([[Video]])), "unsupported_body"),
    };

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task What_can_be_read_becomes_the_job_that_was_meant(string kind)
    {
        var (prompts, codes) = await SendAsync(s_jobs[kind]());

        Assert.Equal([Prompt], prompts);
        Assert.Empty(codes);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_read_is_put_aside_with_its_code(string kind, string code)
    {
        var (prompts, codes) = await SendAsync(s_refused[kind].Message());

        Assert.Empty(prompts);
        Assert.Equal([code], codes);
    }

    private static async Task<(IReadOnlyList<string> Prompts, IReadOnlyList<string> Codes)> SendAsync(ServiceBusMessage message)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        await using var host = await world.StartHostAsync(bus.Setting);
        await using var client = bus.Connect();
        await using var sender = client.CreateSender(ReceiveVideoMessage.Queue);
        await using var queue = client.CreateReceiver(ReceiveVideoMessage.Queue);
        await using var dead = client.CreateReceiver(ReceiveVideoMessage.Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

        await sender.SendMessageAsync(message).WaitAsync(s_patience);
        using var patience = new CancellationTokenSource(s_patience);
        while (await queue.PeekMessageAsync(fromSequenceNumber: 0, patience.Token) is not null)
        {
            // A handler is no work of the engine's: the queue tells when it is done.
        }

        var codes = (await dead.PeekMessagesAsync(10, fromSequenceNumber: 0, patience.Token)).Select(letter => letter.DeadLetterReason).ToList();
        var prompts = new List<string>();
        if (codes.Count == 0)
        {
            await host.RunUntilAsync(async () =>
            {
                prompts = [.. (await world.Simulator.SubmissionsAsync("")).EnumerateArray().Select(submit => submit.GetProperty("prompt").GetString()!)];
                return prompts.Count > 0;
            });
        }

        return (prompts, codes);
    }

    private static ServiceBusMessage Bytes(byte[] body, string subject = "video", string contentType = "application/json") =>
        new(BinaryData.FromBytes(body)) { Subject = subject, ContentType = contentType, MessageId = "message" };

    private static ServiceBusMessage Of(AmqpMessageBody body)
    {
        var message = Bytes([]);
        message.GetRawAmqpMessage().Body = body;
        return message;
    }
}
