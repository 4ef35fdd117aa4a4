using System.CommandLine;
using System.Text.Json.Nodes;
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
                var queue = serviceBus.Queue(session, parse, ServiceBusQueue.DeadLetters);
                var messages = await LookAsync(queue, parse.GetValue(limit), cancellationToken);
                session.Terminal.Document(new JsonArray([.. messages.Select(message => message.ToJson())]));
                Write(messages, session.Terminal);
                return ExitCode.Ok;
            },
            limit, serviceBus.Url);
    }

    private static async Task<IReadOnlyList<LockedMessage>> LookAsync(ServiceBusQueue queue, int limit, CancellationToken cancellationToken)
    {
        var messages = new List<LockedMessage>();
        var round = new DeadLetterRound(queue);
        try
        {
            while (messages.Count < limit && await round.NextAsync(cancellationToken) is { } message)
            {
                messages.Add(message);
            }
        }
        finally
        {
            await round.GiveBackAsync();
        }

        return messages;
    }

    private static void Write(IReadOnlyList<LockedMessage> messages, Terminal terminal)
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
                new Text(message.MessageId), new Text(message.Subject ?? "-"), new Text(message.EnqueuedTimeUtc ?? "-"),
                new Text(message.Reason ?? "-", new Style(Color.Yellow)), new Text(message.Description ?? ""));
        }

        terminal.Out.Write(table);
    }
}
