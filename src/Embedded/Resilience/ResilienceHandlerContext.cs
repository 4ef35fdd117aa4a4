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
        // The real signature has no class constraint, the options interfaces do.
        var monitor = typeof(IOptionsMonitor<>).MakeGenericType(typeof(TOptions));
        var get = monitor.GetMethod(nameof(IOptionsMonitor<object>.Get))!;
        return (TOptions)get.Invoke(ServiceProvider.GetRequiredService(monitor), [name ?? Options.Options.DefaultName])!;
    }
}
