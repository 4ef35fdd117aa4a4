using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.TokenHub;

internal sealed class TokenHubProvider(TokenHubClient client, UnknownStates unknownStates) : IVideoProvider
{
    public string Name => ProviderNames.TokenHub;

    public bool SupportsCallback => TokenHubCapabilities.Traits.Callback;

    public bool FailureIsUnbilled => TokenHubCapabilities.Traits.FailureIsUnbilled;

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        TokenHubErrors.Submit(await client.SubmitAsync(TokenHubWire.Body(submit), cancellationToken), client.RejectedStatuses);

    public async Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        unknownStates.Noted(Name, TokenHubErrors.Look(await client.LookAsync(task.TaskId, cancellationToken)));

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult(CancelAnswer.Unsupported);
}
