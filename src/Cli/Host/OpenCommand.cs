using System.CommandLine;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Host;

internal static class OpenCommand
{
    public static Command Create(CommandSetup setup) => setup.Command(
        "open",
        "Open the host's dashboard in the browser",
        async (session, _, cancellationToken) =>
        {
            var dashboard = Dashboard(session.Host.Address);
            using var answer = await session.Host.ProbeAsync("dashboard", cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new CommandFailedException($"{dashboard} answers {(int)answer.StatusCode}; this host has no dashboard.");
            }

            var opened = session.Surroundings.OpenInBrowser(dashboard);
            session.Terminal.Document(new JsonObject { ["dashboard_url"] = dashboard.ToString(), ["opened"] = opened });
            session.Terminal.Line(opened ? "Opened {0}" : "There is no browser here that can be started. Open {0}", dashboard.ToString());
            return ExitCode.Ok;
        });

    public static Uri Dashboard(Uri host) => new(host, "dashboard");
}
