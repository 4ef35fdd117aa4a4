using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.DurableTask.Management;
using VideoPipeline.Embedded.Functions.Durable;
using VideoPipeline.Embedded.Functions.Http;
using VideoPipeline.Embedded.Functions.Messages;
using VideoPipeline.Embedded.Functions.Timers;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What is known once the app has configured itself and before anything is built.</summary>
internal sealed class HostSetup
{
    private readonly EmbeddedHostOptions options;
    private readonly FunctionCatalog catalog;
    private readonly IReadOnlyList<ITriggerSource> sources;
    private readonly HostJson hostJson;
    private readonly ListenAddresses addresses;
    private readonly HttpTriggerSource http = new();
    private readonly DurableTriggerSource durable = new();
    private readonly ServiceBusTriggerSource messages = new();

    private HostSetup(WebApplicationBuilder web, EmbeddedHostOptions options)
    {
        this.options = options;
        var assembly = options.FunctionsAssembly ?? Assembly.GetEntryAssembly()
            ?? throw new HostStartException("There is no entry assembly to look for functions in.");
        IsEntryProgram = options.FunctionTypes is null && assembly == Assembly.GetEntryAssembly();
        sources = [http, new TimerTriggerSource(), durable, messages];
        catalog = FunctionCatalog.Discover(options.FunctionTypes ?? assembly.GetTypes(), sources)
            .Without(name => web.Configuration.GetValue<bool>($"AzureWebJobs.{name}.Disabled"))
            .Where(function => HasConnection(function, web.Configuration));
        hostJson = HostJson.Read([Path.GetDirectoryName(assembly.Location) ?? AppContext.BaseDirectory, web.Environment.ContentRootPath]);
        addresses = ListenAddresses.Read(web.Configuration);
    }

    /// <summary>Whether the process is the app itself, not a test that hosts it.</summary>
    public bool IsEntryProgram { get; }

    public static HostSetup Read(WebApplicationBuilder web, EmbeddedHostOptions options)
    {
        var section = web.Configuration.GetSection(EmbeddedHostOptions.SectionName);
        var folder = First(options.DataDirectory, section[nameof(options.DataDirectory)], EmbeddedHostOptions.DefaultDataDirectory);
        options.DataDirectory = Path.GetFullPath(folder!, web.Environment.ContentRootPath);
        options.ApiKey = First(options.ApiKey, section[nameof(options.ApiKey)]);
        options.StartAzurite ??= section.GetValue(nameof(options.StartAzurite), defaultValue: true);
        return new HostSetup(web, options);
    }

    public void AddServices(WebApplicationBuilder web)
    {
        web.WebHost.UseUrls([.. addresses.Urls]);
        web.Services.AddSingleton(options);
        web.Services.AddSingleton(catalog);
        web.Services.AddSingleton(addresses);
        web.Services.AddSingleton(hostJson);
        web.Services.AddSingleton(new RequestGate(addresses, options.ApiKey));
        web.Services.AddSingleton<StartupSummary>();
        foreach (var source in sources)
        {
            web.Services.AddSingleton(source);
        }

        if (catalog.Of(http).Any(function => ReturnsActionResult(function.Method.ReturnType)))
        {
            web.Services.AddMvcCore();
        }

        // In the order of their start: after the app's own services, before the web server.
        EmbeddedMessages.AddTo(web.Services, web.Configuration, catalog.Of(messages).Count > 0, options);
        DurableFunctions.AddTo(web.Services, catalog.Of(durable));
        web.Services.AddHostedService<TriggerService>();
    }

    public void MapEndpoints(WebApplication app)
    {
        HttpFunctionEndpoints.Map(app, catalog.Of(http), hostJson.RoutePrefix);

        // The host's own API; on Azure it takes a system key.
        var gate = app.Services.GetRequiredService<RequestGate>();
        app.MapDurableTaskManagement(app.Services.GetRequiredService<DurableTaskClient>()).AddEndpointFilter((context, next) =>
            gate.Refuses(context.HttpContext, AuthorizationLevel.System) ? ValueTask.FromResult<object?>(Results.Empty) : next(context));
    }

    // As on Azure, where such a listener does not start and the rest of the app does.
    private static bool HasConnection(FunctionDescriptor function, ConfigurationManager configuration) =>
        function.Trigger is not ServiceBusTriggerAttribute { Connection: { } connection } || configuration.GetSection(connection).Exists();

    private static bool ReturnsActionResult(Type type) =>
        typeof(IActionResult).IsAssignableFrom(type) || type.GenericTypeArguments.Any(ReturnsActionResult);

    private static string? First(params string?[] candidates) => candidates.FirstOrDefault(text => !string.IsNullOrEmpty(text));
}
