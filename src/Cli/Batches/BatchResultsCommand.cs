using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

internal static class BatchResultsCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The batch" };
        var format = new Option<string?>("--format") { Description = "jsonl or csv (default: as --output ends, else jsonl)" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var output = new Option<string?>("--output", "-o") { Description = "File to write (default: standard output)", HelpName = "FILE" };
        return setup.Command(
            "results",
            "One record per item: what became of it, its video, its bill, its reason",
            (session, parse, cancellationToken) =>
            {
                var file = parse.GetValue(output);
                var chosen = parse.GetValue(format)
                    ?? (file?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) is true ? "csv" : "jsonl");
                return RunAsync(session, parse.GetRequiredValue(id), chosen, file, cancellationToken);
            },
            id, format, output);
    }

    private static async Task<ExitCode> RunAsync(
        Session session, string id, string format, string? file, CancellationToken cancellationToken)
    {
        using var answer = await session.Host.GetRawAsync($"{BatchesApi.PathOf(id)}/results?format={format}", cancellationToken);
        if (file is null)
        {
            await using var output = session.Surroundings.OutStream();
            await answer.Content.CopyToAsync(output, cancellationToken);
            return ExitCode.Ok;
        }

        await using (var target = Create(session.Surroundings.PathOf(file)))
        {
            await answer.Content.CopyToAsync(target, cancellationToken);
        }

        session.Terminal.Document(new System.Text.Json.Nodes.JsonObject { ["id"] = id, ["file"] = session.Surroundings.PathOf(file) });
        session.Terminal.Line("{0} written", file);
        return ExitCode.Ok;
    }

    private static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {fault.Message}");
        }
    }
}
