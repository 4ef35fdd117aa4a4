using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Host;

internal static class ModelsCommand
{
    public static Command Create(CommandSetup setup) => setup.Command(
        "models",
        "What each provider can do, and at what price",
        async (session, _, cancellationToken) =>
        {
            var json = await session.Host.GetAsync("api/models", cancellationToken);
            session.Terminal.Document(json);
            JsonTable.Write(JsonTable.Rows(json), session.Terminal);
            return ExitCode.Ok;
        });
}
