using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Resellers.Http;
using VideoPipeline.Settings;

namespace VideoPipeline.Resellers;

public static class ProviderServices
{
    /// <summary>Registers every provider that has a key (<see cref="ProviderRegistry"/>), their HTTP clients and the price book.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration) =>
        services.AddResellers(configuration, KnownResellers.ByName);

    internal static IServiceCollection AddResellers(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<Reseller> resellers)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Chance>();
        services.TryAddSingleton(PriceBook.Current);
        services.AddSingleton<UnknownStates>();
        foreach (var reseller in resellers)
        {
            services.AddProviderOptions(configuration, reseller);
            services.AddProviderClients(reseller.Name);
        }

        services.AddSingleton(provider => Registry(provider, resellers));
        return services;
    }

    private static void AddProviderOptions(this IServiceCollection services, IConfiguration configuration, Reseller reseller)
    {
        var provider = reseller.Name;
        services.AddOptions<ProviderOptions>(provider)
            .Configure(options =>
            {
                options.BaseUrl = reseller.BaseUrl;
                options.SubmitTimeout = configuration.GetValue("Submissions:PostTimeout", options.SubmitTimeout);
                options.LongestRetryAfter = configuration.GetValue("Submissions:LongestRetryAfter", options.LongestRetryAfter);
            })
            .Bind(configuration.GetSection($"{ProviderOptions.SectionName}:{provider}"))
            .PostConfigure(options => options.ApiKey = KeyVaultReference.Resolved(options.ApiKey))
            .Validate(
                options => Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http",
                $"{ProviderOptions.SectionName}:{provider}:BaseUrl must be an absolute URL.")
            .Validate(
                options => ProviderOptions.TryParseStatuses(options.RejectedStatuses, out _),
                $"{ProviderOptions.SectionName}:{provider}:RejectedStatuses must be 5xx statuses separated by commas.")
            .Validate(
                options => options.MaxConcurrency is null or > 0,
                $"{ProviderOptions.SectionName}:{provider}:MaxConcurrency must be above 0.")
            .Validate(options => options.SubmitTimeout > TimeSpan.Zero, "Submissions:PostTimeout must be above zero.")
            .ValidateOnStart();
    }

    private static ProviderRegistry Registry(IServiceProvider services, IReadOnlyList<Reseller> resellers)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ProviderOptions>>();
        return new ProviderRegistry(
            from reseller in resellers
            let settings = options.Get(reseller.Name)
            where settings.IsConfigured
            select Create(reseller, settings, services));
    }

    private static ResellerProvider Create(Reseller reseller, ProviderOptions settings, IServiceProvider services) => new(
        reseller,
        new ProviderHttp(
            reseller.Name, settings, services.GetRequiredService<IHttpClientFactory>(), services.GetRequiredService<TimeProvider>()),
        services.GetRequiredService<UnknownStates>(),
        services.GetRequiredService<ILogger<ResellerProvider>>());
}
