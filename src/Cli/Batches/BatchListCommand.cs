using System.CommandLine;
using System.Globalization;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Batches;

internal static class BatchListCommand
{
    public static Command Create(CommandSetup setup)
    {
        var status = new Option<string?>("--status") { Description = "Only batches in this status: running, completed or cancelled" };
        var after = new Option<string?>("--created-after") { Description = "Only batches created after this moment (ISO 8601)", HelpName = "TIME" };
        var cursor = new Option<string?>("--cursor") { Description = "Where the previous page ended" };
        var limit = new Option<int?>("--limit") { Description = "Batches per page", HelpName = "N" };
        return setup.Command(
            "list",
            "List batches, newest first",
            async (session, parse, cancellationToken) =>
            {
                var query = Query.String(
                    ("status", parse.GetValue(status)),
                    ("created_after", parse.GetValue(after)),
                    ("cursor", parse.GetValue(cursor)),
                    ("limit", parse.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)));
                var json = await session.Host.GetAsync($"api/batches{query}", cancellationToken);
                session.Terminal.Document(json);
                Write(ApiJson.Read(json, ApiJson.Default.BatchPage), session.Terminal);
                return ExitCode.Ok;
            },
            status, after, cursor, limit);
    }

    private static void Write(BatchPage page, Terminal terminal)
    {
        var table = new RowTable(
            terminal,
            new Column("id"), new Column("status"), new Column("done", IsFigure: true), new Column("failed", IsFigure: true, MayBeMissed: true),
            new Column("billed", IsFigure: true, MayBeMissed: true), new Column("name", MayBeMissed: true), new Column("created", MayBeMissed: true));
        foreach (var batch in page.Batches ?? [])
        {
            table.Add(
                batch.Id,
                StatusText.Of(batch.Status),
                $"{batch.Done}/{batch.Total}",
                $"{batch.Counts?.Failed ?? 0}",
                Money.Usd(batch.BilledUsd),
                batch.Name ?? "-",
                Moment.Text(batch.CreatedAt));
        }

        table.Write();
        if (page.Cursor is not null)
        {
            terminal.Line("More: --cursor {0}", page.Cursor);
        }
    }
}

internal sealed record BatchPage(IReadOnlyList<Batch>? Batches = null, string? Cursor = null);
