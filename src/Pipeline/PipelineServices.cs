using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoPipeline.Batches;
using VideoPipeline.Budgets;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Settings;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Usage;

namespace VideoPipeline;

/// <summary>Everything that the activities call.</summary>
public static class PipelineServices
{
    public static IServiceCollection AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Chance>();
        services.AddHostedService<UnresolvedSettings>();

        // Their lines quote whole addresses, and those of results and webhooks carry signatures; the spans tell the same without them.
        services.ConfigureHttpClientDefaults(clients => clients.RemoveAllLoggers());
        return services
            .AddStorage(configuration)
            .AddSubmissions(configuration)
            .AddJobs()
            .AddBatches()
            .AddBudgets(configuration)
            .AddSingleton<Ledger>()
            .AddProviders(configuration);
    }

    private static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<AssetsOptions>(configuration, AssetsOptions.SectionName);
        services.AddOptions<StorageAccessOptions>().Bind(configuration.GetSection(StorageAccessOptions.SectionName));
        services.TryAddSingleton(_ => StorageConnection.Connect(configuration));
        services.AddSingleton<BlobStore>();
        services.AddSingleton<GuardedBlob>();
        services.AddSingleton<ReadLinks>();
        services.AddSingleton<VideoStore>();
        services.AddSingleton<InputResolver>();
        services.AddHostedService<StorageContainers>();
        services.AddSingleton<AssetDownload>();
        services.AddHttpClient<AssetDownload>(AssetDownload.ClientName).ConfigurePrimaryHttpMessageHandler(GuardedHttp.Handler);
        return services;
    }

    private static IServiceCollection AddSubmissions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SubmissionsOptions>(configuration, SubmissionsOptions.SectionName);
        services.AddSingleton<SubmissionStore>();
        services.AddSingleton<SubmissionProtocol>();
        services.AddSingleton<SubmissionWithdrawal>();
        services.AddSingleton<CallbackHints>();
        services.AddSingleton<Adoption>();
        return services;
    }

    private static IServiceCollection AddBudgets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<BudgetOptions>(configuration, BudgetOptions.SectionName);
        return services.AddSingleton<DailyBudget>().AddSingleton<ProviderSlots>().AddSingleton<ProviderPace>();
    }

    private static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobDoor>()
        .AddSingleton<JobIndex>()
        .AddSingleton<LiveMarkers>()
        .AddSingleton<JobDocuments>()
        .AddSingleton<JobControls>();

    private static IServiceCollection AddBatches(this IServiceCollection services) => services
        .AddSingleton<BatchIndex>()
        .AddSingleton<BatchStates>()
        .AddSingleton<BatchManifest>()
        .AddSingleton<BatchResults>()
        .AddSingleton<BatchCancels>();
}
