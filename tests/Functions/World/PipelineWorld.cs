using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Simulator;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Tasks;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using VideoPipeline.Support.Actors;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>
/// What outlives a killed host: the clock, the blobs, the resellers and the task hub. Hosts are started in it, killed
/// and started again.
/// </summary>
internal sealed class PipelineWorld : IAsyncDisposable
{
    private static readonly string[] s_dialects = ["gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];

    private readonly WebApplication _simulator;

    private PipelineWorld(WebApplication simulator, VirtualTime time)
    {
        _simulator = simulator;
        Time = time;
        Blobs = new InMemoryBlobs(time);
        Hub = new TaskHub(time);
    }

    public VirtualTime Time { get; }

    public InMemoryBlobs Blobs { get; }

    public Traffic Traffic { get; } = new();

    /// <summary>All that is under way here, as far as its hosts tell.</summary>
    public ActorTable Actors { get; private init; } = new();

    /// <summary>What chance here follows from.</summary>
    public int Seed { get; private init; }

    public string SimulatorUrl => _simulator.Urls.Single();

    public SimulatorClient Simulator => new(SimulatorUrl);

    /// <summary>The simulator's own parts, for those who look at its books without going over HTTP.</summary>
    public IServiceProvider SimulatorServices => _simulator.Services;

    public TaskHub Hub { get; }

    /// <param name="simulator">Changes the simulator's services.</param>
    public static async Task<PipelineWorld> CreateAsync(int generationSeconds = 8, Action<IServiceCollection>? simulator = null, int seed = 1)
    {
        var time = new VirtualTime();
        var actors = new ActorTable();
        var app = SimulatorApp.Build(
            ["--urls=http://127.0.0.1:0", $"--Simulator:GenerationSeconds={generationSeconds}", "--Simulator:QueueSeconds=1"],
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton<TaskIds>(new SeededTaskIds(seed));
                services.AddSingleton<BackgroundWork>(new ActorWork(actors));
                services.AddSingleton<IStartupFilter, SimulatorActors>();
                simulator?.Invoke(services);
            });
        await app.StartAsync();
        var world = new PipelineWorld(app, time) { Actors = actors, Seed = seed };
        await new BlobStore(world.Blobs).CreateContainersAsync(CancellationToken.None);
        return world;
    }

    /// <summary>Starts the whole app on this world's clock, blobs, resellers and durable store.</summary>
    /// <param name="settings">On top of the usual ones, <c>Section:Name</c>.</param>
    public Task<PipelineHost> StartHostAsync(params (string Name, string Value)[] settings) =>
        PipelineHost.StartAsync(this, [.. Settings(), .. settings]);

    /// <summary>As <see cref="StartHostAsync(ValueTuple{string, string}[])"/>, with parts of the host's own.</summary>
    public Task<PipelineHost> StartHostAsync(HostParts parts, params (string Name, string Value)[] settings) =>
        PipelineHost.StartAsync(this, [.. Settings(), .. settings], parts);

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    private IEnumerable<(string Name, string Value)> Settings()
    {
        foreach (var dialect in s_dialects)
        {
            var version = dialect switch { "tokenhub" => "api/v1", "seedanceapi" => "v2", _ => "v1" };

            // tokenlab's poll_url is relative to the origin, so it is served at the root.
            var prefix = dialect == "tokenlab" ? "" : dialect + "/";
            yield return ($"Providers:{dialect}:BaseUrl", $"{SimulatorUrl}/{prefix}{version}");
            yield return ($"Providers:{dialect}:ApiKey", "test");
        }

        yield return ("Assets:AllowPrivateNetworks", "true");
        yield return ("Operator:Key", PipelineHost.OperatorKey);
        yield return ("AzureWebJobsStorage", "UseDevelopmentStorage=true");
    }
}
