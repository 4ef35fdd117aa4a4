using System.CommandLine;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

internal sealed class ServiceBusOptions
{
    private const string Local =
        "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=local;UseDevelopmentEmulator=true;";

    // A person waits: two tries, not the minutes that a service has.
    private static readonly ServiceBusRetryOptions Retry = new()
    {
        MaxRetries = 1,
        Delay = TimeSpan.FromMilliseconds(200),
        TryTimeout = TimeSpan.FromSeconds(10),
    };

    private readonly Option<string?> _address = new("--service-bus")
    {
        Description = "A connection string, or the name of a namespace (environment: VIDEOPIPELINE_SERVICE_BUS or ServiceBus; else the local broker)",
        HelpName = "ADDRESS",
    };

    public Option Address => _address;

    /// <summary>The caller disposes it.</summary>
    public ServiceBusQueue Open(Session session, ParseResult parse)
    {
        var address = parse.GetValue(_address) ?? session.Surroundings.Variable("VIDEOPIPELINE_SERVICE_BUS")
            ?? session.Surroundings.Variable("ServiceBus")
            ?? RunningStack.ServiceBus(session.Surroundings.CurrentDirectory)
            ?? Local;
        var options = new ServiceBusClientOptions { RetryOptions = Retry };
        try
        {
            return new ServiceBusQueue(address.Contains('=', StringComparison.Ordinal)
                ? new ServiceBusClient(address, options)
                : new ServiceBusClient(address, new DefaultAzureCredential(), options));
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new UsageException($"--service-bus is neither a connection string nor a namespace: {fault.Message}");
        }
    }
}
