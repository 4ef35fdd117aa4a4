using Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// One process that can die: from then on nothing of it reaches the durable store, the blobs or a provider, whatever its threads
/// still do.
/// </summary>
internal sealed class HostLife(Fate fate, Traffic traffic, int seed = 1)
{
    private int _dead;
    private PipelineHost? _host;

    public bool IsDead => Volatile.Read(ref _dead) != 0;

    /// <summary>Starts the app as this process.</summary>
    public async Task<PipelineHost> StartAsync(
        PipelineWorld world, InMemoryBlobs account, TaskHub hub, params (string Name, string Value)[] settings)
    {
        var blobs = account.Reconnect();
        blobs.Before = BeforeBlob;
        blobs.After = AfterBlob;
        var host = await world.StartHostAsync(new HostParts(blobs, hub, Commit, world.Actors, Services), settings);
        _host = host;
        return host;
    }

    public void Die()
    {
        if (Interlocked.Exchange(ref _dead, 1) == 0)
        {
            _host?.Kill();
        }
    }

    private void Services(IServiceCollection services)
    {
        services.AddSingleton<Chance>(new SeededChance(seed));
        services.RemoveAll<ILoggerProvider>();

        // Last, and so next to the wire: what repeats calls stands before it.
        services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
            builder => builder.AdditionalHandlers.Add(new MortalHandler(this, fate))));
    }

    // Throwing is dying.
    private ValueTask Commit(string point)
    {
        traffic.Move();
        ThrowIfDead();
        if (fate.Strikes(StepKind.Commit, point == "before-commit" ? Strike.DieBefore : Strike.DieAfter, "commit"))
        {
            Volatile.Write(ref _dead, 1);
            ThrowIfDead();
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask BeforeBlob(BlobOperation operation)
    {
        traffic.Move();
        ThrowIfDead();
        if (IsStep(operation) && fate.Strikes(StepKind.BlobWrite, Strike.DieBefore, Name(operation)))
        {
            Die();
            ThrowIfDead();
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask AfterBlob(BlobOperation operation)
    {
        ThrowIfDead();
        if (IsStep(operation) && fate.Strikes(StepKind.BlobWrite, Strike.DieAfter, Name(operation)))
        {
            Die();
            ThrowIfDead();
        }

        return IsStep(operation) && fate.Strikes(StepKind.BlobWrite, Strike.AnswerLost, Name(operation))
            ? throw new RequestFailedException(503, "The answer was lost.")
            : ValueTask.CompletedTask;
    }

    // The containers stand already; a start makes sure of it, and changes nothing.
    private static bool IsStep(BlobOperation operation) =>
        operation.IsWrite && operation.Kind != BlobOperationKind.CreateContainer;

    private static string Name(BlobOperation operation) => $"{operation.Kind} {operation.Prefix}";

    private void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new HostDiedException();
        }
    }

    private sealed class MortalHandler(HostLife life, Fate fate) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var step = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            life.ThrowIfDead();
            if (fate.Strikes(StepKind.HttpCall, Strike.DieBefore, step))
            {
                life.Die();
                life.ThrowIfDead();
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (fate.Strikes(StepKind.HttpCall, Strike.DieAfter, step))
            {
                life.Die();
            }

            life.ThrowIfDead();
            if (fate.Strikes(StepKind.HttpCall, Strike.AnswerLost, step))
            {
                response.Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
            }

            return response;
        }
    }
}

/// <summary>Whoever sees this belongs to a process that is no more.</summary>
internal sealed class HostDiedException() : Exception("The process has died.");
