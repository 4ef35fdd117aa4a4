using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Embedded.ServiceBus.Broker;
using VideoPipeline.Embedded.ServiceBus.Rest;

namespace VideoPipeline.Embedded.ServiceBus;

/// <summary>Registers the broker and its REST listener.</summary>
internal static class EmbeddedServiceBusServices
{
    /// <summary>Section EmbeddedServiceBus declares the entities; the setting ServiceBus says where to listen.</summary>
    public static IServiceCollection AddEmbeddedServiceBus(
        this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        var options = new EmbeddedServiceBusOptions { Endpoint = EndpointOf(configuration) };
        configuration.GetSection(EmbeddedServiceBusOptions.SectionName).Bind(options);
        options.DatabasePath = Path.Combine(dataDirectory, EmbeddedServiceBusOptions.DatabaseName);
        return services.AddEmbeddedServiceBus(options);
    }

    public static IServiceCollection AddEmbeddedServiceBus(this IServiceCollection services, EmbeddedServiceBusOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ServiceBusBroker>();
        services.AddSingleton<RestListener>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RestListener>());
        return services;
    }

    private static Uri EndpointOf(IConfiguration configuration)
    {
        if (configuration["ServiceBus"] is { Length: > 0 } connectionString)
        {
            return ServiceBusConnectionStringProperties.Parse(connectionString).Endpoint is { } endpoint
                ? EmulatorAddress.From(endpoint)
                : throw new InvalidOperationException("The setting ServiceBus has no Endpoint.");
        }

        return configuration["ServiceBus:fullyQualifiedNamespace"] is { Length: > 0 } name
            ? EmulatorAddress.FromNamespace(name)
            : EmulatorAddress.Default;
    }
}
