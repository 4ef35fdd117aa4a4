using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Messages;

internal static class SendCommand
{
    public static Command Create(CommandSetup setup)
    {
        var file = new Argument<string>("FILE") { Description = "A .json file (one message; '-' for standard input) or a .jsonl file (one per line)" };
        var messageId = new Option<string?>("--message-id") { Description = "The MessageId, which is the idempotency key (default: a new one); with .jsonl, '-1', '-2' … are added", HelpName = "ID" };
        var subject = new Option<string?>("--subject") { Description = "video or batch (default: batch when there are items or a manifest)" };
        var serviceBus = new ServiceBusOptions();
        return setup.Command(
            "send",
            "Send requests to the Service Bus queue video-jobs, as they are",
            async (session, parse, cancellationToken) =>
            {
                var name = parse.GetRequiredValue(file);
                var text = await RequestFile.ReadTextAsync(name, session.Surroundings, cancellationToken);
                var bodies = Path.GetExtension(name).ToLowerInvariant() is ".jsonl" or ".ndjson"
                    ? text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList()
                    : [text];
                var id = parse.GetValue(messageId) ?? VideosApi.NewIdempotencyKey();
                await using var queue = serviceBus.Open(session, parse);
                return await RunAsync(session, queue, bodies, id, parse.GetValue(subject), cancellationToken);
            },
            file, messageId, subject, serviceBus.Address);
    }

    private static async Task<ExitCode> RunAsync(
        Session session, ServiceBusQueue queue, List<string> bodies, string id, string? subject, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= bodies.Count; number++)
        {
            var body = bodies[number - 1];
            var message = new ServiceBusMessage(BinaryData.FromString(body))
            {
                ContentType = "application/json",
                MessageId = bodies.Count == 1 ? id : $"{id}-{number}",
                Subject = subject ?? SubjectOf(body),
            };
            await queue.SendAsync(message, cancellationToken);
            session.Terminal.Document(new JsonObject { ["message_id"] = message.MessageId, ["subject"] = message.Subject });
            session.Terminal.Line("{0}  sent as {1}", message.MessageId, message.Subject);
        }

        return ExitCode.Ok;
    }

    // What is not JSON is sent all the same: the queue's consumer has an answer to that, and somebody may want to see it.
    private static string SubjectOf(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject json && (json.ContainsKey("items") || json.ContainsKey("manifest")) ? "batch" : "video";
        }
        catch (JsonException)
        {
            return "video";
        }
    }
}
