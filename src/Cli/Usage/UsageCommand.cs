using System.CommandLine;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Usage;

internal static class UsageCommand
{
    public static Command Create(CommandSetup setup)
    {
        var from = new Option<string?>("--from") { Description = "First day, e.g. 2026-11-01", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Last day", HelpName = "DATE" };
        var groupBy = new Option<string?>("--group-by") { Description = "One or more of provider,model,batch,day", HelpName = "FIELDS" };
        var csv = new Option<bool>("--csv") { Description = "CSV on standard output, as the host makes it" };
        return setup.Command(
            "usage",
            "The bill, summed from the ledger",
            (session, parse, cancellationToken) =>
            {
                var asCsv = parse.GetValue(csv);
                var query = Query.String(
                    ("from", parse.GetValue(from)),
                    ("to", parse.GetValue(to)),
                    ("group_by", parse.GetValue(groupBy)),
                    ("format", asCsv ? "csv" : null));
                return asCsv ? CopyAsync(session, query, cancellationToken) : ShowAsync(session, query, cancellationToken);
            },
            from, to, groupBy, csv);
    }

    private static async Task<ExitCode> ShowAsync(Session session, string query, CancellationToken cancellationToken)
    {
        var json = await session.Host.GetAsync($"api/usage{query}", cancellationToken);
        session.Terminal.Document(json);
        UsageTable.Write(json, session.Terminal);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> CopyAsync(Session session, string query, CancellationToken cancellationToken)
    {
        using var answer = await session.Host.GetRawAsync($"api/usage{query}", cancellationToken);
        await using var output = session.Surroundings.OutStream();
        await answer.Content.CopyToAsync(output, cancellationToken);
        return ExitCode.Ok;
    }
}
