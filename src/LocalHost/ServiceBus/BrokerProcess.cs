using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.LocalHost.ServiceBus;

/// <summary>The broker as a process of its own, so that it outlives the hosts that use it.</summary>
internal static class BrokerProcess
{
    private const string Usage = "Usage: [--connection-string TEXT] [--data DIRECTORY] [--entities FILE]";

    /// <summary>Serves until it is told to end: exit code 0; 1 for settings, 2 for a port or a directory in use.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stopping));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stopping));
        using var loggers = LoggerFactory.Create(builder => builder.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        try
        {
            var (connectionString, options) = Read(args);
            var endpoint = BrokerAddress.Find(connectionString)
                ?? throw new BrokerSettingsException("The broker serves loopback addresses only.");
            await using var broker = await LocalBroker.StartAsync(options, endpoint, TimeProvider.System, loggers);
            Console.WriteLine($"ready on {endpoint}");
            await Task.Delay(Timeout.Infinite, stopping.Token).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return 0;
        }
        catch (Exception exception) when (exception is BrokerSettingsException or FormatException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
    }

    private static (string ConnectionString, BrokerOptions Options) Read(string[] args)
    {
        var connectionString = Environment.GetEnvironmentVariable("ServiceBus") is { Length: > 0 } setting
            ? setting
            : BrokerAddress.ConnectionString(BrokerAddress.DefaultPort);
        var (data, entities) = (".local", EmulatorConfig.DefaultPath);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new BrokerSettingsException(Usage);
            switch (args[i])
            {
                case "--connection-string": connectionString = value; break;
                case "--data": data = value; break;
                case "--entities": entities = value; break;
                default: throw new BrokerSettingsException(Usage);
            }
        }

        var options = new BrokerOptions { DatabasePath = Path.Combine(data, "broker.db") };
        EmulatorConfig.Read(entities, options);
        return (connectionString, options);
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }
}
