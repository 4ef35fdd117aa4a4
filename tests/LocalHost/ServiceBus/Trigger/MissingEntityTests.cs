using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using LocalHost.ServiceBus.Tests.Wire;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using Xunit;

namespace LocalHost.ServiceBus.Tests.Trigger;

public sealed class MissingEntityTests
{
    [Theory]
    [InlineData("nowhere", null, "nowhere")]
    [InlineData("events", "nobody", "events/Subscriptions/nobody")]
    public async Task Entity_that_is_not_there_is_said_once_in_one_sentence(string entity, string? subscription, string path)
    {
        await using var broker = await WireBroker.StartAsync();
        var log = new FakeLogger<ServiceBusTriggers>();
        var function = new ServiceBusTriggerDefinition("1", "Receive", entity, subscription, broker.ConnectionString, AutoComplete: null);
        await using var triggers = new ServiceBusTriggers(
            [function], new ServiceBusHostOptions(), (_, _) => Task.CompletedTask, new MessagesInHand(), log);

        await triggers.StartAsync(CancellationToken.None);
        await Waits.UntilAsync(() => Task.FromResult(log.Collector.Count > 0));
        await triggers.StopAsync(CancellationToken.None);

        var said = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Error, said.Level);
        Assert.StartsWith($"Receive receives nothing: there is no {path} at 127.0.0.1", said.Message, StringComparison.Ordinal);
        Assert.Null(said.Exception);
    }
}
