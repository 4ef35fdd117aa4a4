using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace VideoPipeline.Embedded.Resilience;

/// <summary>
/// The pipelines of one service provider, each built once: their circuits outlive the handlers, which IHttpClientFactory
/// replaces every few minutes.
/// </summary>
internal sealed class ResiliencePipelines(IServiceProvider services, IEnumerable<PipelineSelection> selections)
{
    private readonly ConcurrentDictionary<(string Name, string Instance), Lazy<ResiliencePipeline<HttpResponseMessage>>> pipelines = new();

    public TimeProvider Clock { get; } = services.GetService<TimeProvider>() ?? TimeProvider.System;

    public Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> Selector(
        string name, Action<ResiliencePipelineBuilder<HttpResponseMessage>, ResilienceHandlerContext> configure)
    {
        if (selections.LastOrDefault(selection => selection.PipelineName == name) is not { } selection)
        {
            var only = Get(name, "", configure);
            return _ => only;
        }

        var select = selection.Factory(services);
        return request => Get(name, select(request), configure);
    }

    private ResiliencePipeline<HttpResponseMessage> Get(
        string name, string instance, Action<ResiliencePipelineBuilder<HttpResponseMessage>, ResilienceHandlerContext> configure) =>
        pipelines.GetOrAdd(
            (name, instance),
            key => new Lazy<ResiliencePipeline<HttpResponseMessage>>(() =>
            {
                var builder = new ResiliencePipelineBuilder<HttpResponseMessage>
                {
                    Name = key.Name,
                    InstanceName = key.Instance,
                    TimeProvider = Clock,
                };
                configure(builder, new ResilienceHandlerContext(key.Name, key.Instance, services));
                return builder.Build();
            })).Value;
}
