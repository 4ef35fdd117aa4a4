using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
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
            (session, parse, cancellationToken) => RunAsync(
                session,
                serviceBus.Queue(session, parse, ServiceBusQueue.DeadLetters),
                serviceBus.Queue(session, parse, ServiceBusQueue.Jobs),
                Selection(parse.GetValue(ids) ?? [], parse.GetValue(reason)),
                cancellationToken),
            ids, reason, serviceBus.Url);
    }

    private static Func<LockedMessage, bool> Selection(string[] ids, string? reason) => message =>
        (ids.Length == 0 || ids.Contains(message.MessageId)) && (reason is null || reason == message.Reason);

    private static async Task<ExitCode> RunAsync(
        Session session, ServiceBusQueue deadLetters, ServiceBusQueue jobs, Func<LockedMessage, bool> selected, CancellationToken cancellationToken)
    {
        var round = new DeadLetterRound(deadLetters);
        var sent = new HashSet<string>();
        try
        {
            while (await round.NextAsync(cancellationToken) is { } message)
            {
                // One that we have just sent, and that is back already, is for the next time.
                if (selected(message) && !sent.Contains(message.MessageId))
                {
                    sent.Add(await ReplayAsync(session, deadLetters, jobs, message, cancellationToken));
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
        Session session, ServiceBusQueue deadLetters, ServiceBusQueue jobs, LockedMessage message, CancellationToken cancellationToken)
    {
        // The old MessageId may still be in the queue's duplicate window, where the replay would vanish.
        var newId = $"replay-{Guid.CreateVersion7():N}";
        var properties = message.PropertiesToKeep.ToDictionary(StringComparer.OrdinalIgnoreCase);
        // Removed first, because the dictionary would keep the old spelling, and readers of properties mind the case.
        properties.Remove("idempotency_key");
        properties["idempotency_key"] = JsonSerializer.Serialize(message.IdempotencyKey, MessagesJson.Default.String);
        await jobs.SendAsync(new OutgoingMessage(message.Body, message.ContentType, newId, message.Subject, properties), cancellationToken);
        await deadLetters.CompleteAsync(message, CancellationToken.None);
        session.Terminal.Document(new JsonObject { ["message_id"] = message.MessageId, ["replayed_as"] = newId, ["idempotency_key"] = message.IdempotencyKey });
        session.Terminal.Line("{0}  replayed as {1}", message.MessageId, newId);
        return newId;
    }
}
