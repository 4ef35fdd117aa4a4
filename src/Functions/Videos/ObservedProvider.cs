using VideoPipeline.Resellers;

namespace VideoPipeline.Functions.Videos;

/// <summary>A provider that remembers what it answered, for whoever has to know how a submit went besides what came of it.</summary>
internal sealed class ObservedProvider(IVideoProvider provider) : IVideoProvider
{
    public string Name => provider.Name;

    public bool SupportsCallback => provider.SupportsCallback;

    public bool FailureIsUnbilled => provider.FailureIsUnbilled;

    /// <summary>Null when nothing was sent.</summary>
    public SubmitAnswer? Answer { get; private set; }

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        Answer = await provider.SubmitAsync(submit, cancellationToken);

    public Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) => provider.LookAsync(task, cancellationToken);

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) => provider.CancelAsync(task, cancellationToken);
}
