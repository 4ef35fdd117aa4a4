using System.CommandLine;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

internal static class DeadLetterReplayCommand
{
    public static Command Create(CommandSetup setup)
    {
        var ids = new Argument<string[]>("MESSAGE-ID") { Description = "Which ones (default: all)", Arity = ArgumentArity.ZeroOrMore };
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason code", HelpName = "CODE" };
        var serviceBus = new ServiceBusOptions();
        return setup.Command(
            "replay",
            "Send dead letters to video-jobs again, each under a new MessageId and its old idempotency key",
            async (session, parse, cancellationToken) =>
            {
                await using var queue = serviceBus.Open(session, parse);
                return await RunAsync(session, queue, Selection(parse.GetValue(ids) ?? [], parse.GetValue(reason)), cancellationToken);
            },
            ids, reason, serviceBus.Address);
    }

    private static Func<ServiceBusReceivedMessage, bool> Selection(string[] ids, string? reason) => message =>
        (ids.Length == 0 || ids.Contains(message.MessageId)) && (reason is null || reason == message.DeadLetterReason);

    private static async Task<ExitCode> RunAsync(
        Session session, ServiceBusQueue queue, Func<ServiceBusReceivedMessage, bool> selected, CancellationToken cancellationToken)
    {
        var round = new DeadLetterRound(queue);
        var sent = new HashSet<string>();
        try
        {
            while (await round.NextAsync(cancellationToken) is { } message)
            {
                // One that we have just sent, and that is back already, is for the next time.
                if (selected(message) && !sent.Contains(message.MessageId))
                {
                    sent.Add(await ReplayAsync(session, queue, message, cancellationToken));
                    round.Forget(message);
                }
            }
        }
        finally
        {
            await round.GiveBackAsync();
        }

        session.Terminal.Line($"{sent.Count} replayed, {round.Held.Count} left.");
        return ExitCode.Ok;
    }

    /// <summary>The dead letter goes only when its successor is safely in the queue: at worst there are two, never none.</summary>
    private static async Task<string> ReplayAsync(
        Session session, ServiceBusQueue queue, ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        // The old MessageId may still be in the queue's duplicate window, where the replay would vanish.
        var newId = $"replay-{Guid.CreateVersion7():N}";
        await queue.SendAsync(DeadLetters.Again(message, newId), cancellationToken);
        await queue.CompleteAsync(message);
        session.Terminal.Document(new JsonObject { ["message_id"] = message.MessageId, ["replayed_as"] = newId, ["idempotency_key"] = DeadLetters.KeyOf(message) });
        session.Terminal.Line("{0}  replayed as {1}", message.MessageId, newId);
        return newId;
    }
}
