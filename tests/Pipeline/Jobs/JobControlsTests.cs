using Azure.Storage.Blobs;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class InMemoryJobControlsTests : JobControlsTests
{
    protected override Task<BlobServiceClient> ConnectAsync() =>
        Task.FromResult<BlobServiceClient>(new InMemoryBlobs { Before = async _ => await Task.Yield() });
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteJobControlsTests : JobControlsTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

public abstract class JobControlsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly VirtualTime _time = new();
    private JobControls _controls = null!;

    public async Task InitializeAsync()
    {
        var blobs = new BlobStore(await ConnectAsync());
        await blobs.CreateContainersAsync(CancellationToken.None);
        _controls = new JobControls(blobs, new GuardedBlob(blobs), _time);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Nobody_has_asked_for_anything_at_first() => Assert.Equal(new JobControl(), await ReadAsync());

    [Fact]
    public async Task First_cancel_stands()
    {
        var asked = _time.GetUtcNow();
        await _controls.RequestCancelAsync("vid_1", CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(1));

        var control = await _controls.RequestCancelAsync("vid_1", CancellationToken.None);

        Assert.Equal(new JobControl(asked), control);
        Assert.Equal(control, await ReadAsync());
    }

    [Fact]
    public async Task First_resolution_of_an_attempt_stands()
    {
        var first = Resolution(ResolutionAction.Abandon, 1);

        Assert.Equal(first, await ResolveAsync(first));
        Assert.Equal(first, await ResolveAsync(Resolution(ResolutionAction.Resubmit, 1)));
        Assert.Equal(first, await ResolveAsync(Resolution(ResolutionAction.Adopt, 1, "task")));
        Assert.Equal(first, (await ReadAsync()).Resolution);
    }

    [Fact]
    public async Task Later_attempt_has_a_resolution_of_its_own()
    {
        await ResolveAsync(Resolution(ResolutionAction.Resubmit, 1));
        var second = Resolution(ResolutionAction.Adopt, 2, "task");

        Assert.Equal(second, await ResolveAsync(second));

        // Nobody answers an attempt any more that has a successor with an answer.
        Assert.Equal(second, await ResolveAsync(Resolution(ResolutionAction.Abandon, 1)));
    }

    [Fact]
    public async Task One_of_many_concurrent_resolutions_wins()
    {
        var resolutions = Enumerable.Range(0, 20).Select(n => Resolution((ResolutionAction)(n % 3), 1, $"task-{n}")).ToList();

        var standing = await Task.WhenAll(resolutions.Select(resolution => Task.Run(() => ResolveAsync(resolution)))).WaitAsync(s_patience);

        Assert.Single(standing.Distinct());
        Assert.Single(resolutions.Zip(standing), pair => pair.First == pair.Second);
        Assert.Equal(standing[0], (await ReadAsync()).Resolution);
    }

    [Fact]
    public async Task Cancels_and_resolutions_do_not_undo_each_other()
    {
        var resolution = Resolution(ResolutionAction.Resubmit, 1);

        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(n => new Task[]
        {
            Task.Run(() => _controls.RequestCancelAsync("vid_1", CancellationToken.None)), Task.Run(() => ResolveAsync(resolution)),
        })).WaitAsync(s_patience);

        Assert.Equal(new JobControl(_time.GetUtcNow(), resolution), await ReadAsync());
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    private Resolution Resolution(ResolutionAction action, int attempt, string? taskId = null) =>
        new(action, attempt, _time.GetUtcNow(), taskId);

    private Task<Resolution> ResolveAsync(Resolution resolution) => _controls.ResolveAsync("vid_1", resolution, CancellationToken.None);

    private Task<JobControl> ReadAsync() => _controls.ReadAsync("vid_1", CancellationToken.None);
}
