using VideoPipeline.Resellers;

namespace VideoPipeline.Tests.Submissions;

/// <summary>A reseller that answers as a test says, and counts what reaches it.</summary>
internal sealed class FakeProvider : IVideoProvider
{
    private int _sends;

    public string Name => ProviderNames.TokenHub;

    public bool SupportsCallback => false;

    public bool FailureIsUnbilled => true;

    /// <summary>How many submits have reached it.</summary>
    public int Sends => _sends;

    /// <summary>Given the number of the send, from 1.</summary>
    public Func<int, CancellationToken, Task<SubmitAnswer>> OnSubmit { get; set; } =
        (send, _) => Task.FromResult<SubmitAnswer>(new SubmitAnswer.Accepted($"task-{send}"));

    public Func<ProviderTask, LookAnswer> OnLook { get; set; } = _ => new LookAnswer.Seen(new TaskLook(TaskState.Running, "running"));

    public Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        OnSubmit(Interlocked.Increment(ref _sends), cancellationToken);

    public Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) => Task.FromResult(OnLook(task));

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult(CancelAnswer.Unsupported);
}
