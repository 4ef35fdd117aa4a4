using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Embedded.Functions.Durable;

/// <summary>Puts the engine into the host, with the app's durable functions as its registry.</summary>
internal static class DurableFunctions
{
    /// <summary>The host's own file; the embedded Service Bus keeps its tables there too.</summary>
    public const string DatabaseName = "host.db";

    public static void AddTo(IServiceCollection services, IReadOnlyList<FunctionDescriptor> functions) =>
        services.AddDurableTaskEngine(provider => Registry(functions, provider), (provider, engine) =>
        {
            engine.FunctionsHost = true;
            engine.DefaultVersion = provider.GetRequiredService<HostJson>().DefaultVersion;
            var host = provider.GetRequiredService<EmbeddedHostOptions>();
            engine.DatabasePath = Path.Combine(host.DataDirectory, DatabaseName);
            engine.DataConverter = new SerializerDataConverter(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!);
            host.ConfigureEngine?.Invoke(engine);
        });

    private static DurableTaskRegistry Registry(IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services)
    {
        var registry = new DurableTaskRegistry();
        var pipeline = services.GetRequiredService<FunctionPipeline>();
        var runner = services.GetRequiredService<FunctionRunner>();
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        foreach (var function in functions)
        {
            if (function.Trigger is OrchestrationTriggerAttribute)
            {
                registry.AddOrchestrator(function.Name, new FunctionOrchestrator(function, pipeline, scopes));
            }
            else
            {
                registry.AddActivity(function.Name, scoped => new FunctionActivity(function, runner, scoped));
            }
        }

        return registry;
    }
}
