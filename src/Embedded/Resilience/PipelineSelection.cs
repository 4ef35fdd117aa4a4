using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Embedded.Resilience;

/// <summary>How requests of one client are told apart, so that each kind has a pipeline (and a circuit) of its own.</summary>
internal sealed record PipelineSelection(string PipelineName, Func<IServiceProvider, Func<HttpRequestMessage, string>> Factory)
{
    public static string Authority(HttpRequestMessage request) =>
        request.RequestUri?.GetLeftPart(UriPartial.Authority)
        ?? throw new InvalidOperationException("The request message must have a URL.");
}

internal static class PipelineSelectionRegistration
{
    public static void SelectPipelineBy(
        this IServiceCollection services, string pipelineName, Func<IServiceProvider, Func<HttpRequestMessage, string>> factory) =>
        services.AddSingleton(new PipelineSelection(pipelineName, factory));
}
