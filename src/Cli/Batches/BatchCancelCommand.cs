using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

internal static class BatchCancelCommand
{
    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The batch" };
        return setup.Command(
            "cancel",
            "Cancel what has not been submitted yet",
            async (session, parse, cancellationToken) =>
            {
                var batch = parse.GetRequiredValue(id);
                var json = await session.Host.DeleteAsync(BatchesApi.PathOf(batch), cancellationToken);
                session.Terminal.Document(json);
                session.Terminal.Line("{0}  cancellation requested", batch);
                return ExitCode.Ok;
            },
            id);
    }
}
