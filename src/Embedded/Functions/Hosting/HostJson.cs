using Microsoft.Extensions.Configuration;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What the embedded host takes from host.json; the rest is for Azure.</summary>
internal sealed class HostJson(IConfiguration settings)
{
    private const string DefaultRoutePrefix = "api";

    public string RoutePrefix => settings["extensions:http:routePrefix"] ?? DefaultRoutePrefix;

    /// <summary>The version of orchestrations that are started without one.</summary>
    public string DefaultVersion => settings["extensions:durableTask:defaultVersion"] ?? "";

    public IConfiguration ServiceBus => settings.GetSection("extensions:serviceBus");

    /// <summary>Reads the first host.json that the folders have; without one, all is as Functions defaults it.</summary>
    public static HostJson Read(IEnumerable<string> folders)
    {
        var settings = new ConfigurationBuilder();
        if (folders.Select(folder => Path.Combine(folder, "host.json")).FirstOrDefault(File.Exists) is not { } path)
        {
            return new HostJson(settings.Build());
        }

        try
        {
            return new HostJson(settings.AddJsonFile(path).Build());
        }
        catch (InvalidDataException exception)
        {
            throw new HostStartException($"{path} cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }
}
