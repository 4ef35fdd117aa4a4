using Microsoft.DurableTask.Client;
using Moq;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class EnterItemTests
{
    private const string Batch = "bat_0123456789abcdef0123456789abcdef";

    private static readonly string s_job = BatchIds.Job(Batch, 1, 0);

    private readonly VirtualTime _time = new();
    private readonly BlobStore _blobs;
    private readonly JobDocuments _jobs;
    private readonly JobDoor _door;
    private readonly BatchCancels _cancels;
    private readonly BatchResults _results;
    private readonly Mock<DurableTaskClient> _client = new("test");
    private readonly EnterItem _enterItem;

    public EnterItemTests()
    {
        _blobs = new BlobStore(new InMemoryBlobs(_time));
        var guarded = new GuardedBlob(_blobs);
        var states = new BatchStates(_blobs, new BatchIndex(_blobs), guarded, new LiveMarkers(_blobs), _time);
        _jobs = new JobDocuments(_blobs);
        _door = new JobDoor(_blobs, new JobIndex(_blobs), _time, new Chance());
        _cancels = new BatchCancels(new JobControls(_blobs, guarded, _time), _time);
        _results = new BatchResults(_blobs, states);
        _enterItem = new EnterItem(
            states, new BatchManifest(_blobs), _results, _cancels, _jobs, new RecordLostItem(_results, _jobs, _time), _door, _time);
    }

    [Fact]
    public async Task Item_whose_job_runs_already_is_waited_for_and_not_called()
    {
        await WriteDownAsync();
        await EnterAsync();
        Instance(OrchestrationRuntimeStatus.Running);

        Assert.True((await EnterAsync()).Runs);
    }

    [Fact]
    public async Task Item_whose_job_has_ended_meanwhile_is_counted_as_it_ended()
    {
        await WriteDownAsync();
        await EnterAsync();
        Instance(OrchestrationRuntimeStatus.Completed);
        var request = (await _jobs.RequestAsync(s_job, default))!;
        await _jobs.ChangeAsync(s_job, _ => new JobDocument(s_job, JobStatus.Failed, request.CreatedAt, request.Request), default);

        var entered = await EnterAsync();

        Assert.Equal((JobStatus.Failed, false), (entered.Ended, entered.Runs));
    }

    [Fact]
    public async Task Item_whose_job_broke_off_is_called_again_unless_it_was_given_up()
    {
        await WriteDownAsync();
        await EnterAsync();
        Instance(OrchestrationRuntimeStatus.Failed);

        var before = await EnterAsync();
        await new RecordLostItem(_results, _jobs, _time).RunAsync(s_job, default);
        var after = await EnterAsync();

        Assert.Equal((null, JobStatus.TimedOut), (before.Ended, after.Ended));
        Assert.False(before.Runs);
    }

    [Fact]
    public async Task A_cancelled_item_never_becomes_a_job()
    {
        await CancelAsync();

        var entered = await EnterAsync();

        Assert.Equal(JobStatus.Cancelled, entered.Ended);
        Assert.Null(await _jobs.RequestAsync(BatchIds.Job(Batch, 1, 0), default));
    }

    [Fact]
    public async Task An_item_that_was_let_in_before_the_cancel_ends_as_a_job()
    {
        var job = BatchIds.Job(Batch, 1, 0);
        await WriteDownAsync();
        await EnterAsync();
        await CancelAsync();

        // The same activity once more, because its first run was not heard of.
        var entered = await EnterAsync();

        Assert.Null(entered.Ended);
        Assert.NotNull(await _jobs.RequestAsync(job, default));
        Assert.False(await _blobs.ExistsAsync(BlobPaths.BatchResult(Batch, 1), default));
    }

    [Fact]
    public async Task What_does_not_fit_into_the_budget_fails_without_a_job()
    {
        await _blobs.CreateContainersAsync(default);

        var entered = await EnterAsync(refused: true);

        Assert.Equal(JobStatus.Failed, entered.Ended);
        Assert.True(await _blobs.ExistsAsync(BlobPaths.BatchResult(Batch, 1), default));
    }

    private Task<EnteredItem> EnterAsync(bool refused = false) =>
        _enterItem.RunAsync(new EnterItemInput(Batch, 1, Wave: 0, _time.GetUtcNow(), refused), _client.Object, CancellationToken.None);

    private void Instance(OrchestrationRuntimeStatus status) => _client
        .Setup(client => client.GetInstanceAsync(s_job, It.IsAny<CancellationToken>()))
        .ReturnsAsync(new OrchestrationMetadata("GenerateVideo", s_job) { RuntimeStatus = status });

    private async Task CancelAsync()
    {
        await _blobs.CreateContainersAsync(default);
        await _cancels.RequestAsync(Batch, default);
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    private async Task WriteDownAsync()
    {
        await _blobs.CreateContainersAsync(default);
        var request = new VideoRequest
        {
            Model = "seedance-2.0",
            Operation = "text-to-video",
            Prompt = "x",
            Duration = 5,
            Resolution = "720p",
            AspectRatio = "16:9",
        };
        var line = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new BatchItem(1, request), Json.Options);
        await _blobs.Pipeline.GetBlobClient(BlobPaths.BatchManifest(Batch)).UploadAsync(new BinaryData(line));
        await new BatchStates(_blobs, new BatchIndex(_blobs), new GuardedBlob(_blobs), new LiveMarkers(_blobs), _time).CreateAsync(
            new BatchHeader(Batch, _time.GetUtcNow(), 1, 1, [new BatchBlock(1, 1, 0)], line.Length), default);
    }
}
