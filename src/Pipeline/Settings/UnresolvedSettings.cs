using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Settings;

/// <summary>Says once, at start, which settings are references that were not resolved: they count as not set.</summary>
internal sealed partial class UnresolvedSettings(IConfiguration configuration, ILogger<UnresolvedSettings> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, value) in configuration.AsEnumerable())
        {
            if (KeyVaultReference.IsUnresolved(value))
            {
                Unresolved(name.Replace(":", "__", StringComparison.Ordinal));
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 2401, Level = LogLevel.Warning, Message = "The Key Vault reference in {Setting} is not resolved; the setting counts as not set.")]
    private partial void Unresolved(string setting);
}
