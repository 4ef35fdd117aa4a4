using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

internal static class DeadLetterListCommand
{
    public static Command Create(CommandSetup setup)
    {
        var limit = new Option<int>("--limit") { Description = "At most so many", DefaultValueFactory = _ => 100 };
        var serviceBus = new ServiceBusOptions();
        return setup.Command(
            "list",
            "List the dead letters of video-jobs; they stay where they are",
            async (session, parse, cancellationToken) =>
            {
                await using var queue = serviceBus.Open(session, parse);
                var messages = await LookAsync(queue, parse.GetValue(limit), cancellationToken);
                session.Terminal.Document(new JsonArray([.. messages.Select(DeadLetters.ToJson)]));
                Write(messages, session.Terminal);
                return ExitCode.Ok;
            },
            limit, serviceBus.Address);
    }

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> LookAsync(
        ServiceBusQueue queue, int limit, CancellationToken cancellationToken)
    {
        var messages = new List<ServiceBusReceivedMessage>();
        while (messages.Count < limit)
        {
            var from = messages.Count == 0 ? 0 : messages[^1].SequenceNumber + 1;
            var more = await queue.PeekAsync(limit - messages.Count, from, cancellationToken);
            if (more.Count == 0)
            {
                break;
            }

            messages.AddRange(more);
        }

        return messages;
    }

    private static void Write(IReadOnlyList<ServiceBusReceivedMessage> messages, Terminal terminal)
    {
        if (messages.Count == 0)
        {
            terminal.Line("No dead letters.");
            return;
        }

        var table = Tables.Create(terminal, "message id", "subject", "enqueued", "reason", "description");
        foreach (var message in messages)
        {
            table.AddRow(
                new Text(message.MessageId), new Text(message.Subject ?? "-"), new Text(message.EnqueuedTime.ToString("u", CultureInfo.InvariantCulture)),
                new Text(message.DeadLetterReason ?? "-", new Style(Color.Yellow)), new Text(message.DeadLetterErrorDescription ?? ""));
        }

        terminal.Out.Write(table);
    }
}
