using Xunit;

namespace VideoPipeline.Simulator.Tests;

/// <summary>One simulator for the table tests of a class, which only post and never move its clock.</summary>
public sealed class SharedSimulator : IAsyncLifetime
{
    internal SimulatorHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await SimulatorHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
