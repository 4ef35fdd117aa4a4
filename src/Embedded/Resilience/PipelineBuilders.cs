using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.Resilience;

namespace Microsoft.Extensions.Http.Resilience;

public interface IHttpResiliencePipelineBuilder
{
    string PipelineName { get; }

    IServiceCollection Services { get; }
}

public interface IHttpStandardResiliencePipelineBuilder
{
    string PipelineName { get; }

    IServiceCollection Services { get; }
}

public static class HttpResiliencePipelineBuilderExtensions
{
    public static IHttpResiliencePipelineBuilder SelectPipelineBy(
        this IHttpResiliencePipelineBuilder builder, Func<IServiceProvider, Func<HttpRequestMessage, string>> selectorFactory)
    {
        builder.Services.SelectPipelineBy(builder.PipelineName, selectorFactory);
        return builder;
    }

    public static IHttpResiliencePipelineBuilder SelectPipelineByAuthority(this IHttpResiliencePipelineBuilder builder) =>
        builder.SelectPipelineBy(_ => PipelineSelection.Authority);
}
