using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What tests and tools ask of the embedded host; the app's own code needs none of it.</summary>
public static class EmbeddedHostExtensions
{
    public static FunctionsApplicationBuilder ConfigureEmbeddedHost(
        this FunctionsApplicationBuilder builder, Action<EmbeddedHostOptions> configure)
    {
        configure(builder.EmbeddedOptions());
        return builder;
    }

    /// <summary>The address a started host really listens on, also when it was told port 0.</summary>
    public static Uri GetBaseAddress(this IHost host)
    {
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses?.FirstOrDefault() is { } address
            ? new Uri(address.Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
                .Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal))
            : throw new InvalidOperationException("The host does not listen yet.");
    }

    internal static EmbeddedHostOptions EmbeddedOptions(this FunctionsApplicationBuilder builder)
    {
        if (builder.Properties.TryGetValue(typeof(EmbeddedHostOptions), out var options))
        {
            return (EmbeddedHostOptions)options;
        }

        var created = new EmbeddedHostOptions();
        builder.Properties[typeof(EmbeddedHostOptions)] = created;
        return created;
    }
}
