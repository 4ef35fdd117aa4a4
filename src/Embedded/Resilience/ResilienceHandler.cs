using Polly;
using VideoPipeline.Embedded.Resilience;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Sends a request through a pipeline; a retry sends the same message again.</summary>
public class ResilienceHandler : DelegatingHandler
{
    private readonly Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> pipelineProvider;

    public ResilienceHandler(Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> pipelineProvider)
    {
        ArgumentNullException.ThrowIfNull(pipelineProvider);
        this.pipelineProvider = pipelineProvider;
    }

    public ResilienceHandler(ResiliencePipeline<HttpResponseMessage> pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipelineProvider = _ => pipeline;
    }

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var given = request.GetResilienceContext();
        var context = given ?? ResilienceContextPool.Shared.Get(cancellationToken);
        request.SetResilienceContext(context);
        context.Properties.Set(ResilienceKeys.RequestMessage, request);
        context.Properties.Set(ResilienceKeys.Clock, Clock);
        try
        {
            var outcome = await pipelineProvider(request).ExecuteOutcomeAsync(
                static async (context, state) => await state.Handler.AttemptAsync(state.Request, context),
                context,
                (Handler: this, Request: request));
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            request.SetResilienceContext(given);
            if (given is null)
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return pipelineProvider(request).Execute(
            static (state, token) => state.Handler.SendOnce(state.Request, token), (Handler: this, Request: request), cancellationToken);
    }

    private HttpResponseMessage SendOnce(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.Send(request, cancellationToken);

    // Exceptions travel as outcomes: a strategy inspects them without a throw at each level.
    private async ValueTask<Outcome<HttpResponseMessage>> AttemptAsync(HttpRequestMessage request, ResilienceContext context)
    {
        try
        {
            request.SetResilienceContext(context);
            return Outcome.FromResult(await base.SendAsync(request, context.CancellationToken));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }
    }
}
