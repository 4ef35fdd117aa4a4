using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Tasks;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>Resellers and a clock for many runs, each with blobs and a durable store of its own.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private CrashWorld(PipelineWorld world)
    {
        World = world;
        world.Actors.IsDriven = true;
    }

    public PipelineWorld World { get; }

    public Traffic Traffic => World.Traffic;

    /// <summary>Where callbacks go: to the process that runs now, or nowhere.</summary>
    public HttpMessageHandler? Address { get; set; }

    /// <summary>Lets everything happen that does not wait for the clock, one thing at a time.</summary>
    public async Task SettleAsync(HubLife life)
    {
        do
        {
            await World.Actors.WhenStillAsync();
        }
        while (World.Actors.BeginNext() || life.BeginNext());
    }

    public static async Task<CrashWorld> CreateAsync(int seed = 1)
    {
        CrashWorld? world = null;
        var pipeline = await PipelineWorld.CreateAsync(simulator: services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddHttpClient(CallbackSender.ClientName).AddHttpMessageHandler(() => new CallbackRoute(() => world));
        }, seed: seed);
        return world = new CrashWorld(pipeline);
    }

    public IReadOnlyList<VideoTask> Tasks(string prompt) =>
        [.. World.SimulatorServices.GetRequiredService<TaskStore>().All.Where(task => task.Order.Prompt == prompt)];

    public int Received(string prompt) =>
        World.SimulatorServices.GetRequiredService<Journal>().Submissions.Count(post => post.Prompt == prompt);

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private sealed class CallbackRoute(Func<CrashWorld?> world) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (world() is not { Address: { } host } there)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody is there.");
            }

            request.RequestUri = new Uri(new Uri("http://localhost"), request.RequestUri!.PathAndQuery);
            var process = new HttpMessageInvoker(host, disposeHandler: false);
            return there.Traffic.CarryAsync(() => process.SendAsync(request, cancellationToken));
        }
    }
}
