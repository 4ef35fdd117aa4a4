using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.ServiceBus;

namespace VideoPipeline.LocalHost.Messages;

/// <summary>Runs the broker where the setting <c>ServiceBus</c> points to this machine and nobody else is to serve it.</summary>
internal static class BrokerStart
{
    public static async Task<LocalBroker?> RunAsync(HostSettings settings, ILoggerFactory loggers)
    {
        try
        {
            // The address is read also where nobody is to start a broker: what clients cannot use is said now, not at the first message.
            if (settings.Configuration["ServiceBus"] is not { Length: > 0 } connection || BrokerAddress.Find(connection) is not { } endpoint || !settings.StartServiceBus)
            {
                return null;
            }

            var options = new BrokerOptions { DatabasePath = Path.Combine(settings.DataDirectory, "broker.db") };
            EmulatorConfig.Read(EmulatorConfig.DefaultPath, options);
            return await LocalBroker.StartAsync(options, endpoint, TimeProvider.System, loggers);
        }
        catch (BrokerSettingsException exception)
        {
            throw new StartFailure(StartFailure.Settings, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            throw new StartFailure(StartFailure.InUse, exception.Message, exception);
        }
    }
}
