using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class CancelCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The job" };
        return setup.Command(
            "cancel",
            "Cancel a job; one that its provider has accepted is followed to its end, because it may be billed",
            async (session, parse, cancellationToken) =>
            {
                var json = await session.Host.CancelVideoAsync(parse.GetRequiredValue(id), cancellationToken);
                session.Terminal.Document(json);
                var job = Job.Read(json);
                session.Terminal.Line(
                    job.CancelRequest is { IsNew: false }
                        ? "{0}  cancellation was requested before, at {2}; status {1}"
                        : "{0}  cancellation requested, status {1}",
                    job.Id,
                    job.Status,
                    $"{job.CancelRequest?.RequestedAt?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
                return ExitCode.Ok;
            },
            id);
    }
}
