using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class ListCommand
{
    public static Command Create(CommandSetup setup)
    {
        var status = new Option<string?>("--status") { Description = "Only jobs in this status" };
        var provider = new Option<string?>("--provider") { Description = "Only jobs of this provider" };
        var batch = new Option<string?>("--batch") { Description = "Only jobs of this batch", HelpName = "ID" };
        var after = new Option<string?>("--created-after") { Description = "Only jobs created after this moment (ISO 8601)", HelpName = "TIME" };
        var cursor = new Option<string?>("--cursor") { Description = "Where the previous page ended" };
        var limit = new Option<int?>("--limit") { Description = "Jobs per page" };
        return setup.Command(
            "list",
            "List jobs, newest first",
            async (session, parse, cancellationToken) =>
            {
                var query = Query.String(
                    ("status", parse.GetValue(status)),
                    ("provider", parse.GetValue(provider)),
                    ("batch_id", parse.GetValue(batch)),
                    ("created_after", parse.GetValue(after)),
                    ("cursor", parse.GetValue(cursor)),
                    ("limit", parse.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)));
                var json = await session.Host.GetAsync($"api/videos{query}", cancellationToken);
                session.Terminal.Document(json);
                Write(ApiJson.Read(json, ApiJson.Default.JobPage), session.Terminal);
                return ExitCode.Ok;
            },
            status, provider, batch, after, cursor, limit);
    }

    private static void Write(JobPage page, Terminal terminal)
    {
        var table = new RowTable(
            terminal, new Column("id"), new Column("status"), new Column("provider"), new Column("batch", MayBeMissed: true), new Column("created", MayBeMissed: true));
        foreach (var job in page.Videos ?? [])
        {
            table.Add(
                job.Id,
                StatusText.Of(job.Status),
                job.Provider ?? "-",
                job.BatchId ?? "-",
                Moment.Text(job.CreatedAt));
        }

        table.Write();
        if (page.Cursor is not null)
        {
            terminal.Line("More: --cursor {0}", page.Cursor);
        }
    }
}
