using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class OtherTasksTests : IAsyncLifetime
{
    private readonly BlobStore _blobs = new(new InMemoryBlobs());

    private SubmissionStore Store => new(_blobs);

    public Task InitializeAsync() => _blobs.CreateContainersAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Second_accepted_task_becomes_an_attempt_that_the_sweep_finds()
    {
        var read = await AcceptedAsync("first");

        await Store.TryReplaceAsync(read, read.Value with { OtherTaskIds = ["second"] }, default);

        var other = (await Store.ReadAsync("vid_1", 1001, default))!.Value;
        Assert.Equal((SubmissionState.Accepted, "second", "tokenlab"), (other.State, other.TaskId, other.Provider));
        Assert.True(OtherTasks.IsOne(other.Attempt));
        Assert.True(await _blobs.ExistsAsync(BlobPaths.Open("vid_1", 1001), default));
    }

    [Fact]
    public async Task Third_task_gets_a_number_of_its_own_and_a_repeated_one_does_not()
    {
        var read = await AcceptedAsync("first");
        read = (await Store.TryReplaceAsync(read, read.Value with { OtherTaskIds = ["second"] }, default))!;
        await Store.TryReplaceAsync(read, read.Value with { OtherTaskIds = ["second", "third"] }, default);

        Assert.Equal("second", (await Store.ReadAsync("vid_1", 1001, default))!.Value.TaskId);
        Assert.Equal("third", (await Store.ReadAsync("vid_1", 1002, default))!.Value.TaskId);
        Assert.Null(await Store.ReadAsync("vid_1", 1003, default));
    }

    [Fact]
    public async Task Task_is_opened_even_when_the_record_has_moved_meanwhile()
    {
        var read = await AcceptedAsync("first");
        await Store.TryReplaceAsync(read, read.Value with { Refusals = 1 }, default);

        Assert.Null(await Store.TryReplaceAsync(read, read.Value with { OtherTaskIds = ["second"] }, default));

        Assert.Equal("second", (await Store.ReadAsync("vid_1", 1001, default))!.Value.TaskId);
    }

    private async Task<Stored<SubmissionRecord>> AcceptedAsync(string task)
    {
        await Store.PrepareAsync(
            new SubmissionRecord("vid_1", 1, "tokenlab", SubmissionState.Accepted, DateTimeOffset.UnixEpoch, TaskId: task), default);
        return (await Store.ReadAsync("vid_1", 1, default))!;
    }
}
