using Azure.Core;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Embedded.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Broker;
using VideoPipeline.Embedded.ServiceBus.Rest;
using Xunit;

namespace Embedded.Tests.ServiceBus;

public sealed class RegistrationTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-host-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Host_serves_the_default_entities_to_a_client()
    {
        using var host = await StartAsync(("ServiceBus", "Endpoint=sb://127.0.0.1:0;UseDevelopmentEmulator=true"));
        await using var client = new ServiceBusClient(host.Services.GetRequiredService<RestListener>().ConnectionString);

        var sender = client.CreateSender("video-jobs");
        await sender.SendMessagesAsync([new("a") { MessageId = "x" }, new("b") { MessageId = "x" }]).Soon();
        await client.CreateSender("video-events").SendMessageAsync(new("event")).Soon();

        var job = await client.CreateReceiver("video-jobs").ReceiveMessageAsync(TimeSpan.FromSeconds(10)).Soon();
        var happened = await client.CreateReceiver("video-events", "all").ReceiveMessageAsync(TimeSpan.FromSeconds(10)).Soon();
        Assert.Equal(("a", "event"), (job.Body.ToString(), happened.Body.ToString()));
        Assert.Equal(1, (await host.Services.GetRequiredService<ServiceBusBroker>().CountAsync("video-jobs").Soon()).Active);
        await host.StopAsync().Soon();
    }

    [Fact]
    public async Task Client_with_a_credential_finds_the_address_by_its_namespace()
    {
        using var host = await StartAsync(("ServiceBus:fullyQualifiedNamespace", "localhost:0"));
        var address = host.Services.GetRequiredService<RestListener>().Address;
        await using var client = new ServiceBusClient(address.Authority, new NoCredential());

        await client.CreateSender("video-jobs").SendMessageAsync(new("a")).Soon();

        Assert.Equal(1, (await host.Services.GetRequiredService<ServiceBusBroker>().CountAsync("video-jobs").Soon()).Active);
        await host.StopAsync().Soon();
    }

    [Fact]
    public void Entities_are_configured_on_top_of_the_defaults()
    {
        using var services = Services(
            ("EmbeddedServiceBus:Queues:extra:MaxDeliveryCount", "4"),
            ("EmbeddedServiceBus:Queues:video-jobs:LockDuration", "00:00:05"),
            ("EmbeddedServiceBus:Topics:video-events:Subscriptions:failed:SqlFilters:0", "type = 'video.failed'"),
            ("EmbeddedServiceBus:Topics:video-events:Subscriptions:acme:CorrelationFilters:0:meta_tenant", "acme"));

        var options = services.GetRequiredService<EmbeddedServiceBusOptions>();

        Assert.Equal(new Uri("http://127.0.0.1:7073"), options.Endpoint);
        Assert.Equal(4, options.Queues["extra"].MaxDeliveryCount);
        var jobs = options.Queues["video-jobs"];
        Assert.Equal((20, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5)), (jobs.MaxDeliveryCount, jobs.DuplicateDetectionWindow, jobs.LockDuration));
        Assert.Equal(["acme", "all", "failed"], options.Topics["video-events"].Subscriptions.Keys.Order());
        Assert.Equal("acme", options.Topics["video-events"].Subscriptions["acme"].CorrelationFilters[0]["meta_tenant"]);
    }

    [Fact]
    public async Task Broken_filter_fails_the_start_and_is_named()
    {
        var failure = await Assert.ThrowsAsync<FormatException>(() => StartAsync(
            ("ServiceBus", "Endpoint=sb://127.0.0.1:0"),
            ("EmbeddedServiceBus:Topics:video-events:Subscriptions:bad:SqlFilters:0", "type ==")));

        Assert.Contains("type ==", failure.Message, StringComparison.Ordinal);
    }

    private async Task<IHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Pairs(settings));
        builder.Services.AddEmbeddedServiceBus(builder.Configuration, directory.FullName);
        var host = builder.Build();
        await host.StartAsync().Soon();
        return host;
    }

    private ServiceProvider Services(params (string Name, string Value)[] settings) => new ServiceCollection()
        .AddEmbeddedServiceBus(
            new ConfigurationBuilder().AddInMemoryCollection(Pairs(settings)).Build(), directory.FullName)
        .BuildServiceProvider();

    private static IEnumerable<KeyValuePair<string, string?>> Pairs((string Name, string Value)[] settings) =>
        settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value));

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The embedded Service Bus asks for no token.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The embedded Service Bus asks for no token.");
    }
}
