using System.Net;
using System.Text.RegularExpressions;
using System.Xml;
using LocalHost.ServiceBus.Tests.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Wire;
using Xunit;

namespace LocalHost.ServiceBus.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-settings-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Rules_of_the_emulator_are_read()
    {
        var options = Read("""
            {"UserConfig":{"Namespaces":[{"Topics":[{"Name":"t","Subscriptions":[{"Name":"s","Rules":[
              {"Name":"a","Properties":{"FilterType":"Sql","SqlFilter":{"SqlExpression":"type = 'x'"}}},
              {"Name":"b","Properties":{"FilterType":"Correlation","CorrelationFilter":{"Label":"video","Properties":{"tenant":"acme"}}}}]}]}]}]}}
            """);

        var subscription = options.Topics["t"].Subscriptions["s"];
        Assert.Equal(["type = 'x'"], subscription.SqlFilters);
        Assert.Equal([("tenant", "acme"), ("sys.Label", "video")], subscription.CorrelationFilters[0].Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{}]}]}}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"q","Properties":{"RequiresSession":true}}]}]}}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"q","Properties":{"LockDuration":"soon"}}]}]}}""")]
    public void Entities_that_cannot_be_read_are_said_in_one_sentence_with_the_file(string json)
    {
        var failure = Assert.Throws<BrokerSettingsException>(() => Read(json));

        Assert.Contains("entities.json", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("nonsense", "is no Service Bus connection string")]
    [InlineData("SharedAccessKeyName=a;SharedAccessKey=b", "without an Endpoint")]
    [InlineData("Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=a;SharedAccessKey=b", "without UseDevelopmentEmulator=true")]
    public void Connection_string_that_cannot_serve_is_refused_in_one_sentence(string text, string reason)
    {
        var failure = Assert.Throws<BrokerSettingsException>(() => BrokerAddress.Find(text));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;", "127.0.0.1:5672")]
    [InlineData("Endpoint=sb://127.0.0.1:7777;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;", "127.0.0.1:7777")]
    [InlineData("Endpoint=sb://name.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=b", null)]
    public void Loopback_is_served_and_a_namespace_left_alone(string text, string? endpoint) =>
        Assert.Equal(endpoint, BrokerAddress.Find(text)?.ToString());

    [Fact]
    public async Task Port_in_use_is_said_with_what_to_do()
    {
        await using var broker = await WireBroker.StartAsync();

        var failure = await Assert.ThrowsAsync<AddressInUseException>(() => LocalBroker.StartAsync(
            new BrokerOptions { DatabasePath = ":memory:" }, broker.Local.Endpoint, TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Contains($"cannot listen on {broker.Local.Endpoint}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "--what", "x")]
    [InlineData(1, "--connection-string", "nonsense")]
    [InlineData(1, "--entities", "/nowhere/entities.json")]
    public async Task Process_ends_with_the_code_of_its_mistake(int exit, params string[] args) =>
        Assert.Equal(exit, await BrokerProcess.RunAsync(args, CancellationToken.None).Soon());

    private BrokerOptions Read(string json)
    {
        var file = Path.Combine(directory.FullName, "entities.json");
        File.WriteAllText(file, json);
        var options = new BrokerOptions();
        EmulatorConfig.Read(file, options);
        return options;
    }

    private static string Name(string names, string kind) => Regex.Match(names, $@"\b{kind}: '([^']+)'").Groups[1].Value;

    private static TimeSpan Span(string bicep, string resource, string property) => XmlConvert.ToTimeSpan(Value(bicep, resource, property));

    private static string Value(string bicep, string resource, string property) =>
        Regex.Match(bicep, $@"{resource}.*?{property}: '?(\w+)'?", RegexOptions.Singleline).Groups[1].Value;

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(directory.FullName, "infra")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("No infra above the tests.");
        }

        return directory.FullName;
    }
}
