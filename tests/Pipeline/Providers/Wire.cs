using System.Text.Json.Nodes;
using VideoPipeline.Providers;
using VideoPipeline.Providers.Gogogotoken;
using VideoPipeline.Providers.Http;
using VideoPipeline.Providers.SeedanceApi;
using VideoPipeline.Providers.TokenHub;
using VideoPipeline.Providers.TokenLab;
using Xunit;

namespace VideoPipeline.Tests.Providers;

/// <summary>The pure parts of all four providers, by name.</summary>
internal static class Wire
{
    public static JsonObject Body(string provider, ProviderSubmit submit) => provider switch
    {
        ProviderNames.Gogogotoken => GogogotokenWire.Body(submit),
        ProviderNames.SeedanceApi => SeedanceApiWire.Body(submit),
        ProviderNames.TokenHub => TokenHubWire.Body(submit),
        ProviderNames.TokenLab => TokenLabWire.Body(submit),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
    };

    public static SubmitAnswer Submit(string provider, HttpAnswer answer, params int[] rejected) => provider switch
    {
        ProviderNames.Gogogotoken => GogogotokenErrors.Submit(answer, rejected),
        ProviderNames.SeedanceApi => SeedanceApiErrors.Submit(answer, rejected),
        ProviderNames.TokenHub => TokenHubErrors.Submit(answer, rejected),
        ProviderNames.TokenLab => TokenLabErrors.Submit(answer, rejected),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
    };

    public static LookAnswer Look(string provider, HttpAnswer answer) => provider switch
    {
        ProviderNames.Gogogotoken => GogogotokenErrors.Look(answer),
        ProviderNames.SeedanceApi => SeedanceApiErrors.Look(answer),
        ProviderNames.TokenHub => TokenHubErrors.Look(answer),
        ProviderNames.TokenLab => TokenLabErrors.Look(answer),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, null),
    };

    public static HttpAnswer.Response Http(int status, string? body = null, TimeSpan? retryAfter = null) => new(status, body, retryAfter);

    public static TaskLook Seen(string provider, string body) =>
        Assert.IsType<LookAnswer.Seen>(Look(provider, Http(200, body))).Look;

    public static TheoryData<string> Providers() => [.. ProviderNames.All];
}
