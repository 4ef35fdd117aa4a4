using System.Text.Json;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>The entities of the local broker, and of Microsoft's emulator, are those that Azure gets.</summary>
public sealed class EmulatorTests
{
    private static readonly JsonElement s_local = Repository.ReadJson("src/LocalHost/ServiceBus/emulator.json")
        .GetProperty("UserConfig").GetProperty("Namespaces")[0];

    [Fact]
    public void Entities_have_the_names_that_azure_gets()
    {
        var topic = s_local.GetProperty("Topics")[0];

        Assert.Equal([Bicep.Names["messaging.queue"]], Names(s_local.GetProperty("Queues")));
        Assert.Equal([Bicep.Names["messaging.topic"]], Names(s_local.GetProperty("Topics")));
        Assert.Equal([Bicep.Names["messaging.subscription"]], Names(topic.GetProperty("Subscriptions")));
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("topic")]
    [InlineData("subscription")]
    public void Entities_behave_as_azure_s_do(string symbol)
    {
        var topic = s_local.GetProperty("Topics")[0];
        var local = symbol switch
        {
            "queue" => s_local.GetProperty("Queues")[0],
            "topic" => topic,
            _ => topic.GetProperty("Subscriptions")[0],
        };

        Assert.Equal(Values(Bicep.ResourcesOf("serviceBus")[symbol].GetProperty("properties")), Values(local.GetProperty("Properties")));
    }

    private static IEnumerable<string?> Names(JsonElement entities) => entities.EnumerateArray().Select(entity => entity.GetProperty("Name").GetString());

    // What is switched off may also be left out.
    private static SortedDictionary<string, string> Values(JsonElement properties)
    {
        var values = properties.EnumerateObject().Select(property => (Name: property.Name.ToUpperInvariant(), Value: property.Value.ToString()))
            .Where(property => property.Value != "False").ToDictionary(property => property.Name, property => property.Value);
        return new SortedDictionary<string, string>(values);
    }
}
