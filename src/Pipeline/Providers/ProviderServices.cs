using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Pricing;
using VideoPipeline.Providers.Answers;
using VideoPipeline.Providers.Gogogotoken;
using VideoPipeline.Providers.Http;
using VideoPipeline.Providers.SeedanceApi;
using VideoPipeline.Providers.TokenHub;
using VideoPipeline.Providers.TokenLab;
using VideoPipeline.Settings;

namespace VideoPipeline.Providers;

public static class ProviderServices
{
    /// <summary>Registers every provider that has a key (<see cref="ProviderRegistry"/>), their HTTP clients and the price book.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(PriceBook.Current);
        services.AddSingleton<UnknownStates>();
        foreach (var provider in ProviderNames.All)
        {
            services.AddProviderOptions(configuration, provider);
            services.AddProviderClients(provider);
        }

        services.AddSingleton(Registry);
        return services;
    }

    private static void AddProviderOptions(this IServiceCollection services, IConfiguration configuration, string provider) =>
        services.AddOptions<ProviderOptions>(provider)
            .Configure(options =>
            {
                options.BaseUrl = ProviderOptions.DefaultBaseUrl(provider);
                options.SubmitTimeout = configuration.GetValue("Submissions:PostTimeout", options.SubmitTimeout);
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

    private static ProviderRegistry Registry(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ProviderOptions>>();
        return new ProviderRegistry(
            from name in ProviderNames.All
            let settings = options.Get(name)
            where settings.IsConfigured
            select Create(name, new ProviderHttp(
                name, settings, services.GetRequiredService<IHttpClientFactory>(), services.GetRequiredService<TimeProvider>()), services));
    }

    private static IVideoProvider Create(string name, ProviderHttp http, IServiceProvider services)
    {
        var unknownStates = services.GetRequiredService<UnknownStates>();
        return name switch
        {
            ProviderNames.Gogogotoken => new GogogotokenProvider(new GogogotokenClient(http), unknownStates),
            ProviderNames.SeedanceApi => new SeedanceApiProvider(new SeedanceApiClient(http), unknownStates),
            ProviderNames.TokenLab => new TokenLabProvider(
                new TokenLabClient(http, services.GetRequiredService<ILogger<TokenLabClient>>()), unknownStates),
            ProviderNames.TokenHub => new TokenHubProvider(new TokenHubClient(http), unknownStates),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such provider."),
        };
    }
}
