using System.Net;
using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.ServiceBus;

namespace VideoPipeline.LocalHost.Messages;

/// <summary>Runs the broker where the setting <c>ServiceBus</c> points to this machine and nobody else is to serve it.</summary>
internal static class BrokerStart
{
    public static async Task<LocalBroker?> RunAsync(HostSettings settings, ILoggerFactory loggers)
    {
        if (settings.Configuration["ServiceBus"] is not { Length: > 0 } connection || Endpoint(connection) is not { } endpoint || !settings.StartServiceBus)
        {
            return null;
        }

        try
        {
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

    // Also where nobody is to start one: what clients cannot use is said now, not at the first message.
    private static IPEndPoint? Endpoint(string connection)
    {
        try
        {
            return BrokerAddress.Find(connection);
        }
        catch (BrokerSettingsException exception)
        {
            throw new StartFailure(StartFailure.Settings, exception.Message, exception);
        }
    }
}
