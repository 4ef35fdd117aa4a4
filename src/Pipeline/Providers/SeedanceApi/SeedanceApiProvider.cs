using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.SeedanceApi;

internal sealed class SeedanceApiProvider(SeedanceApiClient client, UnknownStates unknownStates) : IVideoProvider
{
    public string Name => ProviderNames.SeedanceApi;

    public bool SupportsCallback => SeedanceApiCapabilities.Traits.Callback;

    public bool FailureIsUnbilled => SeedanceApiCapabilities.Traits.FailureIsUnbilled;

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        SeedanceApiErrors.Submit(await client.SubmitAsync(SeedanceApiWire.Body(submit), cancellationToken), client.RejectedStatuses);

    public async Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        unknownStates.Noted(Name, SeedanceApiErrors.Look(await client.LookAsync(task.TaskId, cancellationToken)));

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult(CancelAnswer.Unsupported);
}
