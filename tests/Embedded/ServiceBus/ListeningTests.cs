using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.ServiceBus.Rest;
using Xunit;

namespace Embedded.Tests.ServiceBus;

/// <summary>Tests over a real socket: a broker of their own, its listener on a free port, and clients for it.</summary>
public abstract class ListeningTests : IAsyncLifetime, IDisposable
{
    internal TestBroker Test { get; } = new();

    internal RestListener Listener { get; private set; } = null!;

    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    internal ServiceBusClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Listener = new RestListener(Test.Broker, Test.Options, NullLoggerFactory.Instance);
        await Listener.StartAsync(CancellationToken.None);
        Http.BaseAddress = Listener.Address;
        Client = new ServiceBusClient(Listener.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Listener.StopAsync(CancellationToken.None);
        await Listener.DisposeAsync();
        await Test.DisposeAsync();
    }

    public void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same for tests that share it.</summary>
public sealed class ListeningFixture : ListeningTests;
