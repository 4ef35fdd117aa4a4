using System.Collections.Concurrent;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>Many worlds and many deaths in one process, and what they leave behind: nothing.</summary>
[Collection(Telemetry.AloneCollection.Name)]
public sealed class ManyLivesTests
{
    private const int Worlds = 4;
    private const int LivesPerWorld = 13;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Fifty_kills_and_restarts_in_four_worlds_at_once_leave_nothing_in_memory()
    {
        var (lives, ended) = (new ConcurrentBag<WeakReference>(), new ConcurrentBag<Task>());
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Worlds),
            new ParallelOptions { MaxDegreeOfParallelism = Worlds },
            async (seed, _) => await LiveAsync(seed, lives, ended));
        await Task.WhenAll(ended).WaitAsync(s_patience);

        // The last of each world may still stand on a thread's stack.
        Assert.Equal(Worlds * LivesPerWorld, lives.Count);
        for (var round = 0; round < 20 && lives.Count(life => life.IsAlive) > Worlds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.InRange(lives.Count(life => life.IsAlive), 0, Worlds);
    }

    // Each life takes what the last one left, goes on for a while and is killed with it.
    private static async Task LiveAsync(int seed, ConcurrentBag<WeakReference> lives, ConcurrentBag<Task> ended)
    {
        await using var world = await CrashWorld.CreateAsync(seed);
        var account = new InMemoryBlobs(world.World.Time);
        await new BlobStore(account).CreateContainersAsync(CancellationToken.None);
        var hub = new TaskHub(world.World.Time);
        for (var number = 1; number <= LivesPerWorld; number++)
        {
            await LiveOnceAsync(world, account, hub, number, lives, ended);
        }
    }

    private static async Task LiveOnceAsync(
        CrashWorld world, InMemoryBlobs account, TaskHub hub, int number, ConcurrentBag<WeakReference> lives, ConcurrentBag<Task> ended)
    {
        var life = new HostLife(new Fate(null), world.Traffic, number);
        var host = await life.StartAsync(world.World, account, hub, ("Budget:DailyUsd", "600"));
        lives.Add(new WeakReference(host.Worker));
        var job = await host.SubmitAsync(new { provider = "tokenhub", prompt = $"life {number}", duration = 5, resolution = "720p" });
        for (var step = 0; step < 5; step++)
        {
            await world.SettleAsync(host.Engine);
            world.World.Time.AdvanceToNextTimer();
        }

        Assert.Equal(job.Id, (await host.GetAsync(job.Id)).Id);
        life.Die();
        await host.DisposeAsync();
        ended.Add(host.Worker.Ended);
        await world.World.Actors.WhenStillAsync();
    }
}
