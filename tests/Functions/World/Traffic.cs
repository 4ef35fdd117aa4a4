using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>
/// Sees what moves in a world, so that virtual time goes on only when nothing else does: not while a call is on its way, but also
/// when all that is left waits for the clock.
/// </summary>
internal sealed class Traffic
{
    private long _moves;
    private long _onTheWay;

    public void Move() => Interlocked.Increment(ref _moves);

    /// <summary>A hook of the durable store: something is written down.</summary>
    public ValueTask Move(string point)
    {
        Move();
        return ValueTask.CompletedTask;
    }

    public async Task<HttpResponseMessage> CarryAsync(Func<Task<HttpResponseMessage>> send)
    {
        Interlocked.Increment(ref _onTheWay);
        Move();
        try
        {
            return await send();
        }
        finally
        {
            Move();
            Interlocked.Decrement(ref _onTheWay);
        }
    }

    /// <summary>Sees every call that the services' HTTP clients make, next to the wire: what repeats calls stands before it.</summary>
    public void Watch(IServiceCollection services) => services.PostConfigureAll<HttpClientFactoryOptions>(
        options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Watching(this))));

    /// <summary>
    /// Waits in turns of this thread, not in time: on a busy machine the others get theirs as seldom. What is neither on its way over
    /// HTTP nor asleep on the clock takes microseconds, except in code that runs for the first time.
    /// </summary>
    /// <param name="turnsHanging">How long a call may take before it counts as one that hangs until the clock ends it.</param>
    public async Task WhenStillAsync(HubLife engine, InMemoryBlobs blobs, Func<bool> isOver, int turnsHanging = 3000, int turnsAsleep = 25)
    {
        var moves = Moves(blobs);
        for (var turns = 0; !isOver(); turns++)
        {
            var idle = engine.WhenIdleAsync();
            var onTheWay = Interlocked.Read(ref _onTheWay);
            if ((idle.IsCompleted && onTheWay == 0) || turns > (onTheWay == 0 ? turnsAsleep : turnsHanging))
            {
                return;
            }

            await (idle.IsCompleted ? Task.Delay(1) : Task.WhenAny(idle, Task.Delay(1)));
            if (Moves(blobs) is var now && now != moves)
            {
                (moves, turns) = (now, 0);
            }
        }
    }

    private long Moves(InMemoryBlobs blobs) => Interlocked.Read(ref _moves) + blobs.Operations.Total;

    private sealed class Watching(Traffic traffic) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            traffic.CarryAsync(() => base.SendAsync(request, cancellationToken));
    }
}
