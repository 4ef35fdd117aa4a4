using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Http.Resilience;

public sealed class ResilienceHandlerContext
{
    internal ResilienceHandlerContext(string builderName, string instanceName, IServiceProvider services)
    {
        BuilderName = builderName;
        InstanceName = instanceName;
        ServiceProvider = services;
    }

    public string BuilderName { get; }

    public string InstanceName { get; }

    public IServiceProvider ServiceProvider { get; }

    public TOptions GetOptions<TOptions>(string? name = null)
    {
        var monitor = ServiceProvider.GetRequiredService<IOptionsMonitor<TOptions>>();
        return name is null ? monitor.CurrentValue : monitor.Get(name);
    }
}
