using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class SubmitCommand
{
    public static Command Create(CommandSetup setup)
    {
        var request = new RequestOptions();
        var wait = new Option<bool>("--wait") { Description = "Stay until the job is settled; exit code 1 unless it succeeded" };
        var key = new Option<string?>("--idempotency-key")
        {
            Description = "The same key never starts a second job (default: a new one)",
            HelpName = "KEY",
        };
        return setup.Command(
            "submit",
            "Start one video job",
            async (session, parse, cancellationToken) => await RunAsync(
                session,
                await request.ReadAsync(parse, session.Surroundings, cancellationToken),
                parse.GetValue(key) ?? VideosApi.NewIdempotencyKey(),
                parse.GetValue(wait),
                cancellationToken),
            [.. request.All, wait, key]);
    }

    private static async Task<ExitCode> RunAsync(
        Session session, JsonObject request, string idempotencyKey, bool wait, CancellationToken cancellationToken)
    {
        var json = await SubmitAsync(session, request, idempotencyKey, cancellationToken);
        var job = Job.Read(json);
        if (wait)
        {
            return await WatchCommand.RunAsync(session, [job.Id], WatchCommand.DefaultInterval, cancellationToken);
        }

        session.Terminal.Document(json);
        session.Terminal.Line("[bold]{0}[/]  {1}", job.Id, job.Status);
        if (job.Quote is not null)
        {
            session.Terminal.Line("Quoted at {0}{1}", Money.Usd(job.Quote), job.Provider is null ? "" : $" by {job.Provider}");
        }

        session.Terminal.Line("Follow it with: {1} watch {0}", job.Id, session.Surroundings.Self);
        return ExitCode.Ok;
    }

    private static async Task<JsonElement> SubmitAsync(
        Session session, JsonObject request, string idempotencyKey, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Host.SubmitVideoAsync(request, idempotencyKey, cancellationToken);
        }
        catch (Exception fault) when (fault is Api.HostUnreachableException or OperationCanceledException)
        {
            session.Terminal.Remark($"Whether the job was started is not known. To send it again safely: --idempotency-key {idempotencyKey}");
            throw;
        }
    }
}
