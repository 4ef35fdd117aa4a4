using VideoPipeline.Resellers;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Stands in for a provider whose key was taken away while its jobs run: takes nothing, and cannot be asked about what was sent
/// before. Its tasks are waited for like those of a provider that is down, and go on when the key is back.
/// </summary>
internal sealed class AbsentProvider(string name) : IVideoProvider
{
    private readonly ProviderFailure _failure = new(
        name, "provider_not_configured", $"The provider {name} has no key here.", Acceptance.NotAccepted);

    public string Name => name;

    public bool SupportsCallback => false;

    public bool FailureIsUnbilled => false;

    public Task<SubmitAnswer> SubmitAsync(ProviderSubmit submit, CancellationToken cancellationToken) =>
        Task.FromResult<SubmitAnswer>(new SubmitAnswer.Rejected(_failure));

    public Task<LookAnswer> LookAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult<LookAnswer>(new LookAnswer.Unreachable(_failure));

    public Task<CancelAnswer> CancelAsync(ProviderTask task, CancellationToken cancellationToken) =>
        Task.FromResult(CancelAnswer.Unreachable);
}

/// <summary>Providers of attempts that are under way already.</summary>
internal static class ProviderAbsence
{
    public static IVideoProvider GetOrAbsent(this ProviderRegistry providers, string name) =>
        providers.TryGet(name, out var provider) ? provider : new AbsentProvider(name);
}
