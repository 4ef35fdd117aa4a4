using VideoPipeline.Providers.Answers;

namespace VideoPipeline.Providers.TokenLab;

internal sealed class TokenLabProvider(TokenLabClient client, UnknownStates unknownStates) : IVideoProvider
{
    public string Name => ProviderNames.TokenLab;

    public bool SupportsCallback => TokenLabCapabilities.Traits.Callback;

    public bool FailureIsUnbilled => TokenLabCapabilities.Traits.FailureIsUnbilled;

    public async Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        TokenLabErrors.Submit(await client.SubmitAsync(TokenLabWire.Body(submit), cancellationToken), client.RejectedStatuses);

    public async Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        unknownStates.Noted(Name, TokenLabErrors.Look(await client.LookAsync(task, cancellationToken)));

    public async Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        TokenLabErrors.Cancel(await client.CancelAsync(task, cancellationToken));
}
