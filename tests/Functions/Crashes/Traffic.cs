using System.Diagnostics;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// Sees what moves in a world, so that virtual time goes on only when nothing else does: not while a call is on its way, but also
/// when all that is left waits for the clock.
/// </summary>
internal sealed class Traffic
{
    // What is neither on its way over HTTP nor asleep on the clock takes microseconds in memory.
    private static readonly TimeSpan s_asleep = TimeSpan.FromMilliseconds(25);

    private long _moves;
    private long _onTheWay;

    public void Move() => Interlocked.Increment(ref _moves);

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

    /// <param name="hang">How long a call may take before it counts as one that hangs until the clock ends it.</param>
    public async Task WhenStillAsync(DurableTaskEngine engine, Func<bool> isOver, TimeSpan hang)
    {
        var idle = engine.WhenIdleAsync();
        var since = Stopwatch.GetTimestamp();
        for (var moves = Interlocked.Read(ref _moves); !isOver();)
        {
            if (idle.IsCompleted && Interlocked.Read(ref _onTheWay) == 0)
            {
                return;
            }

            await Task.WhenAny(idle, Task.Delay(1));
            if (Interlocked.Read(ref _moves) is var now && now != moves)
            {
                (moves, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > (Interlocked.Read(ref _onTheWay) == 0 ? s_asleep : hang))
            {
                return;
            }

            if (idle.IsCompleted)
            {
                await Task.Yield();
                idle = engine.WhenIdleAsync();
                if (idle.IsCompleted && Interlocked.Read(ref _onTheWay) != 0)
                {
                    await Task.Delay(1);
                }
            }
        }
    }
}
