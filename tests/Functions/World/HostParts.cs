using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Support;
using VideoPipeline.Support.Actors;
using VideoPipeline.Support.TaskHub;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>What a host is to have of its own, instead of its world's.</summary>
/// <param name="Actors">Learns of all that is under way; then nothing begins of itself.</param>
/// <param name="Services">Changes the app's services, after all of them are registered.</param>
internal sealed record HostParts(
    InMemoryBlobs? Blobs = null,
    TaskHub? Hub = null,
    Func<string, ValueTask>? Fault = null,
    ActorTable? Actors = null,
    Action<IServiceCollection>? Services = null);
