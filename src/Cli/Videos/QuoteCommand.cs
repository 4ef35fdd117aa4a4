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
        foreach (var quote in answer.All)
        {
            table.AddRow(
                quote.Provider,
                Money.Usd(quote.Quote),
                quote.Quote?.Quantity?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-",
                quote.Quote?.Unit ?? "-",
                quote.Quote?.Source ?? "-",
                Markup.Escape(string.Join("; ", (quote.Reasons ?? []).Select(reason => $"{reason.Field}: {reason.Message}"))));
        }

        terminal.Out.Write(table);
        terminal.Line(answer.Cheapest is { } best ? $"Cheapest: {best.Provider} at {Money.Usd(best.Quote)}" : "No configured provider can do this.");
    }
}
