using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.DurableTask.Sqlite.Functions;

namespace VideoPipeline.DurableTask.Sqlite;

/// <summary>Registers the storage provider in a host that runs the durable extension.</summary>
public static class SqliteDurabilityServices
{
    /// <summary>Adds the provider; <c>extensions.durableTask.storageProvider.type = sqlite</c> chooses it.</summary>
    public static IServiceCollection AddSqliteDurabilityProvider(this IServiceCollection services, Action<SqliteDurabilityOptions> configure)
    {
        services.AddOptions<SqliteDurabilityOptions>().Configure(configure);
        return services.AddSingleton<IDurabilityProviderFactory, SqliteDurabilityProviderFactory>();
    }
}
