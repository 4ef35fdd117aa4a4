using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VideoPipeline.Embedded.Functions;

/// <summary>Runs invocations: in a scope of their own unless they bring one, under a span when somebody listens.</summary>
internal sealed class FunctionRunner(FunctionPipeline pipeline, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime)
    : IDisposable
{
    /// <summary>The name under which the real worker publishes its spans.</summary>
    public const string ActivitySourceName = "Microsoft.Azure.Functions.Worker";

    private readonly ActivitySource spans = new(ActivitySourceName);

    /// <summary>Fires when the host begins to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Runs in the scope that the invocation brings along, such as a request's.</summary>
    public async Task RunAsync(Invocation invocation)
    {
        using var span = spans.HasListeners() ? Start(invocation.Function) : null;
        try
        {
            await pipeline.RunAsync(invocation);
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    public async Task<object?> RunAsync(FunctionDescriptor function, object payload, CancellationToken cancellationToken,
        Func<IReadOnlyDictionary<string, object?>>? bindingData = null, int retryCount = 0)
    {
        await using var scope = scopes.CreateAsyncScope();
        var invocation = new Invocation(function, scope.ServiceProvider, payload, cancellationToken)
        {
            BindingDataFactory = bindingData,
            RetryCount = retryCount,
        };
        await RunAsync(invocation);
        return invocation.Result;
    }

    public void Dispose() => spans.Dispose();

    private Activity? Start(FunctionDescriptor function)
    {
        var span = spans.StartActivity($"function {function.Name}");
        span?.SetTag("faas.name", function.Name);
        return span;
    }
}
