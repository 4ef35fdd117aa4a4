using System.CommandLine;
using System.Text.Json;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Host;

internal static class HealthCommand
{
    public static Command Create(CommandSetup setup) => setup.Command(
        "health",
        "Whether the host, its storage and its durable store answer",
        async (session, _, cancellationToken) =>
        {
            using var answer = await session.Host.ProbeAsync("api/health", cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            session.Terminal.Document(Parse(text, answer.IsSuccessStatusCode));
            session.Terminal.Line(answer.IsSuccessStatusCode
                ? $"{session.Host.Address} is healthy."
                : $"{session.Host.Address} answers {(int)answer.StatusCode}: {text}");
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.NotSucceeded;
        });

    private static JsonElement Parse(string text, bool healthy)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonElement.Parse(healthy ? """{"status":"healthy"}""" : """{"status":"unhealthy"}""");
        }
    }
}
