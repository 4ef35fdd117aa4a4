using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>Resellers and a clock for many runs, each with blobs and a durable store of its own.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private CrashWorld(PipelineWorld world, Traffic traffic)
    {
        World = world;
        Traffic = traffic;
    }

    public PipelineWorld World { get; }

    public Traffic Traffic { get; }

    /// <summary>Where callbacks go: to the process that runs now, or nowhere.</summary>
    public Uri? Address { get; set; }

    public static async Task<CrashWorld> CreateAsync()
    {
        CrashWorld? world = null;
        var traffic = new Traffic();
        var pipeline = await PipelineWorld.CreateAsync(simulator: services => services
            .AddHttpClient(CallbackSender.ClientName)
            .AddHttpMessageHandler(() => new CallbackRoute(traffic, () => world?.Address)));
        return world = new CrashWorld(pipeline, traffic);
    }

    public IReadOnlyList<VideoTask> Tasks(string prompt) =>
        [.. World.SimulatorServices.GetRequiredService<TaskStore>().All.Where(task => task.Order.Prompt == prompt)];

    public int Received(string prompt) =>
        World.SimulatorServices.GetRequiredService<Journal>().Submissions.Count(post => post.Prompt == prompt);

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private sealed class CallbackRoute(Traffic traffic, Func<Uri?> address) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (address() is not { } host)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody is there.");
            }

            request.RequestUri = new Uri(host, request.RequestUri!.PathAndQuery);
            return traffic.CarryAsync(() => base.SendAsync(request, cancellationToken));
        }
    }
}
