using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class GetCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The job" };
        return setup.Command(
            "get",
            "Show one job",
            async (session, parse, cancellationToken) =>
            {
                var json = await session.Host.GetVideoAsync(parse.GetRequiredValue(id), cancellationToken);
                session.Terminal.Document(json);
                JobDetails.Write(Job.Read(json), session.Terminal);
                return ExitCode.Ok;
            },
            id);
    }
}
