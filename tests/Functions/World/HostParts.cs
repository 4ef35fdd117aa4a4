using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.DurableTask;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>What a host is to have of its own, instead of its world's.</summary>
/// <param name="Services">Changes the app's services, after all of them are registered.</param>
internal sealed record HostParts(
    InMemoryBlobs? Blobs = null,
    string? DataDirectory = null,
    Action<DurableTaskEngineOptions>? Engine = null,
    Action<IServiceCollection>? Services = null);
