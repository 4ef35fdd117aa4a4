using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Batches;

internal static class BatchCommand
{
    private const int MostFaults = 50;

    public static Command Create(CommandSetup setup)
    {
        var file = new Argument<string?>("FILE") { Description = "A .csv, .jsonl or .json file of video requests", Arity = ArgumentArity.ZeroOrOne };
        var watch = new Option<bool>("--watch") { Description = "Stay until all is done; exit code 1 unless every item succeeded" };
        var name = new Option<string?>("--name") { Description = "What to call the batch" };
        var concurrency = new Option<int?>("--max-concurrency") { Description = "Items on their way at once", HelpName = "N" };
        var skip = new Option<bool>("--skip-invalid") { Description = "Run the good items when some are not valid" };
        var key = new Option<string?>("--idempotency-key") { Description = "The same key never starts a second batch (default: a new one)", HelpName = "KEY" };
        var command = setup.Command(
            "batch",
            "Start a batch from a file, or look after one",
            async (session, parse, cancellationToken) =>
            {
                var query = Query.String(
                    ("name", parse.GetValue(name)),
                    ("max_concurrency", parse.GetValue(concurrency)?.ToString(CultureInfo.InvariantCulture)),
                    ("on_invalid", parse.GetValue(skip) ? "skip" : null));
                var batch = BatchFile.Open(parse.GetValue(file)!, session.Surroundings);
                var idempotencyKey = parse.GetValue(key) ?? VideosApi.NewIdempotencyKey();
                return await StartAsync(session, batch, query, idempotencyKey, parse.GetValue(watch), cancellationToken);
            },
            file, watch, name, concurrency, skip, key,
            BatchListCommand.Create(setup), BatchWatchCommand.Create(setup), BatchResultsCommand.Create(setup), BatchRetryCommand.Create(setup), BatchCancelCommand.Create(setup));
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is null or { Tokens.Count: 0 } && !result.Children.OfType<System.CommandLine.Parsing.CommandResult>().Any())
            {
                result.AddError("Name a FILE, or one of list, watch, results, retry and cancel.");
            }
        });
        return command;
    }

    private static async Task<ExitCode> StartAsync(
        Session session, BatchFile file, string query, string idempotencyKey, bool watch, CancellationToken cancellationToken)
    {
        var json = await session.Host.PostAsync($"api/batches{query}", file.Content, idempotencyKey, cancellationToken);
        var batch = Batch.Read(json);
        TellSkipped(session.Terminal, batch, json);
        if (watch)
        {
            session.Terminal.Line("[bold]{0}[/]  {1} items", batch.Id, $"{batch.Total}");
            return await BatchWatchCommand.RunAsync(session, batch.Id, BatchWatchCommand.DefaultInterval, cancellationToken);
        }

        session.Terminal.Document(json);
        session.Terminal.Line("[bold]{0}[/]  {1}  {2} items, quoted at {3}", batch.Id, batch.Status, $"{batch.Total}", Money.Usd(batch.QuotedUsd));
        session.Terminal.Line("Follow it with: {1} batch watch {0}", batch.Id, session.Surroundings.Self);
        return ExitCode.Ok;
    }

    private static void TellSkipped(Terminal terminal, Batch batch, JsonElement json)
    {
        if (batch.Skipped == 0)
        {
            return;
        }

        terminal.Remark($"{batch.Skipped} {(batch.Skipped == 1 ? "item is" : "items are")} not valid and left out:");
        foreach (var fault in JsonTable.Rows(json.TryGetProperty("skipped_errors", out var faults) ? faults : default).Take(MostFaults))
        {
            terminal.Remark($"  line {Member(fault, "line")}  {Member(fault, "field")}  {Member(fault, "message")}");
        }
    }

    private static string Member(JsonElement fault, string name) => fault.TryGetProperty(name, out var value) ? JsonTable.TextOf(value) : "";
}
