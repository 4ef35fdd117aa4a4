using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class QuoteCommand
{
    public static Command Create(CommandSetup setup)
    {
        var request = new RequestOptions();
        return setup.Command(
            "quote",
            "What a request would cost at each configured provider, cheapest first",
            async (session, parse, cancellationToken) =>
            {
                var body = await request.ReadAsync(parse, session.Surroundings, cancellationToken);
                var json = await session.Host.QuoteVideoAsync(body, cancellationToken);
                session.Terminal.Document(json);
                var answer = QuoteAnswer.Read(json);
                Write(answer, session.Terminal);
                return answer.Cheapest is null ? ExitCode.NotSucceeded : ExitCode.Ok;
            },
            request.All);
    }

    private static void Write(QuoteAnswer answer, Terminal terminal)
    {
        var table = Tables.Create(terminal, "provider", ">price", ">quantity", "unit", "source", "why not");
        foreach (var offer in answer.Offers ?? [])
        {
            var quote = offer.Quote;
            table.AddRow(
                new Text(offer.Provider),
                new Text(Money.Usd(quote)),
                new Text(quote?.Quantity?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-"),
                new Text(quote?.Unit ?? "-"),
                new Text(quote?.Source ?? "-"),
                new Text(""));
        }

        foreach (var refusal in answer.Refused ?? [])
        {
            var reasons = string.Join("; ", (refusal.Reasons ?? []).Select(reason => $"{reason.Field}: {reason.Message}"));
            table.AddRow(new Text(refusal.Provider), new Text("-"), new Text("-"), new Text("-"), new Text("-"), new Text(reasons));
        }

        terminal.Out.Write(table);
        terminal.Line(answer.Cheapest is { } best ? $"Cheapest: {best.Provider} at {Money.Usd(best.Quote)}" : "No configured provider can do this.");
    }
}
