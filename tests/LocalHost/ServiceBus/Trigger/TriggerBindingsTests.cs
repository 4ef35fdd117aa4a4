using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using Xunit;

namespace LocalHost.ServiceBus.Tests.Trigger;

public sealed class TriggerBindingsTests
{
    [Fact]
    public void Queue_is_read_with_its_connection_and_what_the_attribute_says()
    {
        var definition = Read("""{"queueName":"%Queue%","connection":"ServiceBus","autoCompleteMessages":false}""", ("Queue", "jobs"), ("ServiceBus", "Endpoint=x"));

        Assert.Equal(new ServiceBusTriggerDefinition("1", "Receive", "jobs", null, "Endpoint=x", AutoComplete: false), definition);
    }

    [Fact]
    public void Subscription_is_read_with_a_namespace_and_leaves_completion_to_the_host()
    {
        var definition = Read("""{"topicName":"t","subscriptionName":"s","connection":"ServiceBus"}""", ("ServiceBus:fullyQualifiedNamespace", "n.servicebus.windows.net"));

        Assert.Equal(new ServiceBusTriggerDefinition("1", "Receive", "t", "s", "n.servicebus.windows.net", AutoComplete: null), definition);
    }

    [Theory]
    [InlineData("""{"queueName":"%Queue%","connection":"ServiceBus"}""", "needs the setting 'Queue'")]
    [InlineData("""{"queueName":"jobs","connection":"ServiceBus"}""", "needs the setting 'ServiceBus' or 'ServiceBus__fullyQualifiedNamespace'")]
    [InlineData("""{"queueName":"jobs","isSessionsEnabled":true}""", "sessions")]
    [InlineData("""{"queueName":"jobs","cardinality":"Many"}""", "batches")]
    public void What_cannot_be_served_is_said_with_the_functions_name(string binding, string reason)
    {
        var failure = Assert.Throws<BrokerSettingsException>(() => Read(binding));

        Assert.StartsWith("Receive", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_json_decides_where_the_attribute_says_nothing()
    {
        var options = ServiceBusHostOptions.From(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("autoCompleteMessages", "false"), new("maxConcurrentCalls", "3"), new("prefetchCount", "5"),
            new("maxAutoLockRenewalDuration", "00:00:30"), new("clientRetryOptions:mode", "fixed"), new("clientRetryOptions:maxRetries", "7"),
        ]).Build());

        var (silent, asked, client) = (options.ForProcessor(null), options.ForProcessor(true), options.ForClient());

        Assert.Equal((false, true), (silent.AutoCompleteMessages, asked.AutoCompleteMessages));
        Assert.Equal((3, 5, TimeSpan.FromSeconds(30)), (silent.MaxConcurrentCalls, silent.PrefetchCount, silent.MaxAutoLockRenewalDuration));
        Assert.Equal((ServiceBusRetryMode.Fixed, 7, TimeSpan.FromMinutes(1)), (client.RetryOptions.Mode, client.RetryOptions.MaxRetries, client.RetryOptions.TryTimeout));
    }

    private static ServiceBusTriggerDefinition Read(string binding, params (string Name, string Value)[] settings) => TriggerBindings.Read(
        "1", "Receive", JsonElement.Parse(binding), name => settings.FirstOrDefault(setting => setting.Name == name).Value);
}
