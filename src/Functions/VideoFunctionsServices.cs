using Azure.Core.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Housekeeping;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.FrontDoors;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Messages;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Functions.Webhooks;
using VideoPipeline.Requests;
using VideoPipeline.Settings;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions;

/// <summary>The composition of the app: the pipeline, and what the triggers need on top of it.</summary>
public static class VideoFunctionsServices
{
    // What the Functions host allows.
    private const long MaxRequestBodyBytes = 104_857_600;

    public static IServiceCollection AddVideoFunctions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPipeline(configuration);
        services.AddTelemetry(configuration);

        // Durable payloads too: names in histories must not depend on a default.
        services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(Json.Options));
        // The worker's own web server, behind the host's, takes 30 MB unless told otherwise: a large batch would end as a 500.
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes);
        services.AddSingleton(Rules);
        services.AddOptions<OperatorOptions>().Bind(configuration.GetSection(OperatorOptions.SectionName))
            .PostConfigure(options => options.Key = KeyVaultReference.Resolved(options.Key));
        services.AddChecked<PollingOptions>(configuration, PollingOptions.SectionName);
        services.AddChecked<RetentionOptions>(configuration, RetentionOptions.SectionName);
        services.AddChecked<CallbacksOptions>(configuration, CallbacksOptions.SectionName)
            .PostConfigure(options => options.Complete(configuration[PublicLinks.HostName]));
        services.AddChecked<WebhooksOptions>(configuration, WebhooksOptions.SectionName)
            .PostConfigure(options => KeyVaultReference.RemoveUnresolved(options.SigningKeys));
        services.AddFrontDoors(configuration);
        services.AddSingleton<EventBus>();
        services.AddSingleton<PublicLinks>();
        services.AddHttpClient(SendWebhook.ClientName).ConfigurePrimaryHttpMessageHandler(GuardedHttp.Handler);
        services.AddSingleton<OperatorKey>();
        services.AddSingleton<CallbackUrls>();
        services.AddSingleton<VideoQueries>();
        services.AddSingleton<JobListing>();
        services.AddSingleton<VideoRoutes>();
        services.AddSingleton<VideoStarts>();
        services.AddSingleton<BatchSources>();
        services.AddSingleton<BatchItemReader>();
        services.AddSingleton<BatchDoor>();
        services.AddSingleton<BatchPreviews>();
        services.AddSingleton<BatchQueries>();
        services.AddSingleton<BatchItems>();
        services.AddSingleton<BatchRetries>();
        services.AddSingleton<RecordLostItem>();
        services.AddSingleton<BatchRemains>();
        services.AddSingleton<StaleMarkers>();
        services.AddSingleton<MessageIntake>();
        services.AddSingleton<DashboardFiles>();
        return services;
    }

    // Where results may come from private networks, inputs may too: a local run, with local stand-ins.
    private static RequestRules Rules(IServiceProvider services)
    {
        var assets = services.GetRequiredService<IOptions<AssetsOptions>>().Value;
        return new RequestRules(AllowHttp: assets.AllowPrivateNetworks, Containers: assets.Containers);
    }
}
