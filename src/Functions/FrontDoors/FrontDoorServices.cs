using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Jobs;
using VideoPipeline.Settings;

namespace VideoPipeline.Functions.FrontDoors;

internal static class FrontDoorServices
{
    /// <summary>Set by LocalHost for its worker; nothing sets it on Azure, where doors without keys are closed.</summary>
    private const string OnLoopbackSetting = "LocalHost:OnLoopback";

    public static IServiceCollection AddFrontDoors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<FrontDoorsOptions>(configuration, FrontDoorsOptions.SectionName)
            .PostConfigure(options =>
            {
                KeyVaultReference.RemoveUnresolved(options.Keys);
                options.OnLoopback = configuration.GetValue(OnLoopbackSetting, false);
                foreach (var door in configuration.GetSection(FrontDoorsOptions.SectionName).GetChildren())
                {
                    if (door["Provider"] is { Length: > 0 } provider)
                    {
                        options.Pins[door.Key] = provider;
                    }
                }
            });
        return services
            .AddSingleton<DoorKeys>()
            .AddSingleton<DoorSources>()
            .AddSingleton<DoorOrders>()
            .AddSingleton<DoorTasks>()
            .AddSingleton(provider => new DoorCallbacks(provider.GetRequiredService<DoorTasks>()))
            .AddSingleton(provider => new FrontDoorCalls(
                provider.GetRequiredService<DoorKeys>(),
                provider.GetRequiredService<DoorOrders>(),
                provider.GetRequiredService<DoorTasks>(),
                provider.GetRequiredService<JobControls>(),
                provider.GetRequiredService<ILogger<FrontDoorCalls>>()));
    }
}
