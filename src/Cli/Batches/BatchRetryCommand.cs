using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

internal static class BatchRetryCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The batch" };
        return setup.Command(
            "retry",
            "Run the items again that failed for good; parked ones are refused, because they may still succeed",
            async (session, parse, cancellationToken) =>
            {
                var batch = parse.GetRequiredValue(id);
                var json = await session.Host.PostOnceAsync($"{BatchesApi.PathOf(batch)}/retry", null, cancellationToken);
                session.Terminal.Document(json);
                session.Terminal.Line("{0}  failed items run again, follow it with: {1} batch watch {0}", batch, session.Surroundings.Self);
                return ExitCode.Ok;
            },
            id);
    }
}
