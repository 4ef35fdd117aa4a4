using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.Gogogotoken;

internal sealed class GogogotokenProvider(GogogotokenClient client, UnknownStates unknownStates) : IVideoProvider
{
    public string Name => ProviderNames.Gogogotoken;

    public bool SupportsCallback => GogogotokenCapabilities.Traits.Callback;

    public bool FailureIsUnbilled => GogogotokenCapabilities.Traits.FailureIsUnbilled;

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        GogogotokenErrors.Submit(await client.SubmitAsync(GogogotokenWire.Body(submit), cancellationToken), client.RejectedStatuses);

    public async Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        unknownStates.Noted(Name, GogogotokenErrors.Look(await client.LookAsync(task.TaskId, cancellationToken)));

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult(CancelAnswer.Unsupported);
}
