using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VideoPipeline.Embedded.Azurite;
using VideoPipeline.Embedded.Functions.Messages;
using VideoPipeline.Embedded.Functions.Timers;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What a Functions app finds before it configures anything: settings, limits and services.</summary>
internal static class WorkerDefaults
{
    /// <summary>What the Functions host allows.</summary>
    public const long MaxRequestBodyBytes = 104_857_600;

    // Somebody pressed Ctrl-C: requests that wait for something far away are let go.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder CreateWebBuilder(string[]? args)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Watching a content root that holds node_modules costs seconds, and settings of a Functions app do not reload.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args ?? []],
            EnvironmentName = EnvironmentName(args ?? []),
        });
        AddSettings(web);
        web.WebHost.UseKestrelHttpsConfiguration();
        web.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
        });
        return web;
    }

    public static void AddServices(IServiceCollection services, FunctionPipeline pipeline)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.AddSingleton(pipeline);
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<ScheduleStore>();
        services.AddHostedService<AzuriteService>();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));

        // As the real worker: property names in any case, and one serializer for everything that is not an ASP.NET Core result.
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>(
            (worker, json) => worker.Serializer ??= new JsonObjectSerializer(json.Value));
    }

    private static void AddSettings(WebApplicationBuilder web)
    {
        var configuration = web.Configuration;
        configuration.Sources.Insert(0, Memory(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",

            // Why a start failed is said once: in one line, or by the exception that ends the program.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
            ["Logging:LogLevel:Azure"] = "Warning",
        }));

        // Above appsettings.json, below the environment: where `func start` puts them.
        var environment = configuration.Sources
            .Select((source, index) => (source, index))
            .Where(entry => entry.source is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            .Select(entry => entry.index)
            .LastOrDefault(configuration.Sources.Count);
        configuration.Sources.Insert(environment, Memory(LocalSettings.Read(web.Environment.ContentRootPath)));

        // Now, because an app may make its clients while it registers its services.
        EmbeddedMessages.TakeFreePort(configuration);
    }

    private static Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource Memory(
        IEnumerable<KeyValuePair<string, string?>> values) => new() { InitialData = values };

    // Development unless told otherwise, as under `func start`.
    private static string? EnvironmentName(string[] args)
    {
        if (args.Any(argument => argument.TrimStart('-', '/').StartsWith("environment", StringComparison.OrdinalIgnoreCase))
            || Variable("DOTNET_ENVIRONMENT") is not null || Variable("ASPNETCORE_ENVIRONMENT") is not null)
        {
            return null;
        }

        return Variable("AZURE_FUNCTIONS_ENVIRONMENT") ?? "Development";
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
