using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions.Http;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What the host says when it is ready: its address and the functions it found.</summary>
internal sealed partial class StartupSummary(
    FunctionCatalog catalog, HostJson hostJson, EmbeddedHostOptions options, ILogger<StartupSummary> logger)
{
    public void Write(Uri address)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogReady(logger, address, options.DataDirectory, catalog.Functions.Count, Functions(address));
        }
    }

    private string Functions(Uri address)
    {
        var text = new StringBuilder();
        foreach (var function in catalog.Functions)
        {
            text.AppendLine().Append("  ").Append(function.Name).Append(": ").Append(Describe(function, address));
        }

        return text.ToString();
    }

    private string Describe(FunctionDescriptor function, Uri address) => function.Trigger switch
    {
        HttpTriggerAttribute http => $"[{Methods(http)}] {address}{HttpFunctionEndpoints.Route(function, hostJson.RoutePrefix)}",
        TimerTriggerAttribute timer => $"timer {timer.Schedule}",
        { } trigger => trigger.GetType().Name[..^"TriggerAttribute".Length].ToLowerInvariant(),
    };

    private static string Methods(HttpTriggerAttribute http) => string.Join(',', http.Methods ?? ["any"]).ToUpperInvariant();

    [LoggerMessage(6000, LogLevel.Information, "Listening on {Address} (data in {DataDirectory}), {Count} functions:{Functions}")]
    private static partial void LogReady(ILogger logger, Uri address, string dataDirectory, int count, string functions);
}
