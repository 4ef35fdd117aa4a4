using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Books;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Gogogotoken;
using VideoPipeline.Simulator.Media;
using VideoPipeline.Simulator.SeedanceApi;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;
using VideoPipeline.Simulator.TokenHub;
using VideoPipeline.Simulator.TokenLab;
using VideoPipeline.Simulator.Webhooks;

namespace VideoPipeline.Simulator;

/// <summary>The resellers' APIs on one address, for development and tests.</summary>
internal static class SimulatorApp
{
    public const string DefaultUrl = "http://127.0.0.1:7072";
    private const long MaxBody = 64 * 1024 * 1024;

    /// <summary>Builds the app; start it with <c>StartAsync</c> or <c>RunAsync</c>.</summary>
    /// <param name="args">Configuration, such as <c>--urls=http://127.0.0.1:0 --Simulator:GenerationSeconds=0</c>.</param>
    /// <param name="configure">Replaces services; a test brings its own <see cref="TimeProvider"/> here.</param>
    /// <param name="host">Replaces the server; a test may bring TestServer.</param>
    public static WebApplication Build(
        string[] args, Action<IServiceCollection>? configure = null, Action<IWebHostBuilder>? host = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);

        // Kestrel reports as an error what the fault wrong-length does on purpose.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        AddServices(builder.Services);
        AddDialects(builder.Services);
        AddTelemetry(builder);
        configure?.Invoke(builder.Services);
        host?.Invoke(builder.WebHost);

        var app = builder.Build();
        app.Services.GetRequiredService<Recovery>().Run();
        Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddOptions<SimulatorOptions>()
            .BindConfiguration(SimulatorOptions.SectionName)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.PropertyNamingPolicy = Answers.Json.PropertyNamingPolicy);
        services.AddHttpClient(CallbackSender.ClientName);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Book>().AddSingleton<Recovery>();
        services.AddSingleton<TaskIds>().AddSingleton<TaskStore>().AddSingleton<Balances>().AddSingleton<Journal>();
        services.AddSingleton<FaultBook>().AddSingleton<Bearer>().AddSingleton<BackgroundWork>().AddSingleton<CallbackSender>();
        services.AddSingleton<SubmitRate>().AddSingleton<SubmitEndpoint>().AddSingleton<StatusEndpoint>().AddSingleton<CancelEndpoint>();
        services.AddSingleton<DialectEndpoints>().AddSingleton<AdminEndpoints>();
        services.AddSingleton<ClipLibrary>().AddSingleton<AssetEndpoints>();
        services.AddSingleton<WebhookReceiver>();
    }

    // The requests that come in, so that a job's trace goes on here.
    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("simulator"))
                .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddOtlpExporter());
        }
    }

    private static void AddDialects(IServiceCollection services)
    {
        services.AddSingleton<GogogotokenRules>().AddSingleton<IDialect, GogogotokenDialect>();
        services.AddSingleton<SeedanceApiRules>().AddSingleton<IDialect, SeedanceApiDialect>();
        services.AddSingleton<TokenHubRules>().AddSingleton<IDialect, TokenHubDialect>();
        services.AddSingleton<TokenLabRules>().AddSingleton<IDialect, TokenLabDialect>();
    }

    private static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<DialectEndpoints>();
        foreach (var dialect in app.Services.GetServices<IDialect>())
        {
            dialect.Map(app, endpoints);
        }

        app.Services.GetRequiredService<AssetEndpoints>().Map(app);
        app.Services.GetRequiredService<AdminEndpoints>().Map(app);
        app.Services.GetRequiredService<WebhookReceiver>().Map(app);
    }
}
