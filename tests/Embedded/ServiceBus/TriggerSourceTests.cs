using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.Functions.Messages;
using VideoPipeline.Embedded.ServiceBus.Trigger;
using Xunit;

namespace Embedded.Tests.ServiceBus;

public sealed class TriggerSourceTests
{
    [Fact]
    public async Task Function_gets_the_message_its_actions_and_the_token()
    {
        await using var test = new TestBroker();
        var calls = new Calls();
        await using var services = Services(test, calls);
        await using var listener = await StartAsync<Jobs>(services);
        await test.SendAsync("{}", c => c with { MessageId = "id-1" });

        var (message, settled) = await calls.Message.Task.Soon();
        await settled.Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal(("id-1", "{}"), (message.MessageId, message.Body.ToString()));
        Assert.Equal(1, (await test.Broker.CountAsync(TestBroker.Queue).Soon()).DeadLettered);
    }

    [Fact]
    public async Task Function_may_take_the_body_alone_from_a_subscription()
    {
        await using var test = new TestBroker();
        var calls = new Calls();
        await using var services = Services(test, calls);
        await using var listener = await StartAsync<Events>(services);
        await test.SendAsync("happened", path: TestBroker.Topic);

        Assert.Equal("happened", await calls.Body.Task.Soon());
        await listener.StopAsync(CancellationToken.None).Soon();
        Assert.Equal(0, (await test.Broker.CountAsync("events/subscriptions/all").Soon()).Active);
    }

    [Fact]
    public async Task Unknown_entity_fails_the_start()
    {
        await using var test = new TestBroker();
        await using var services = Services(test, new Calls());

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => StartAsync<Nowhere>(services));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, failure.Reason);
    }

    [Fact]
    public async Task Missing_setting_fails_the_start()
    {
        await using var test = new TestBroker();
        await using var services = Services(test, new Calls());

        var failure = await Assert.ThrowsAsync<FunctionBindingException>(() => StartAsync<Unset>(services));

        Assert.Contains("'Nobody:SetThis'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_that_cannot_be_filled_is_named() =>
        Assert.Throws<FunctionBindingException>(() => FunctionCatalog.Discover([typeof(Typed)], [new ServiceBusTriggerSource()]));

    [Fact]
    public void Host_json_sets_the_pump_and_a_trigger_may_turn_completion_off()
    {
        var section = HostJson(("maxConcurrentCalls", "5"), ("prefetchCount", "7"), ("maxAutoLockRenewalDuration", "00:55:00"), ("other", "x"))
            .ServiceBus;

        var settings = section.Get<ServiceBusHostOptions>()!.For(triggerAutoCompletes: false);

        Assert.Equal(
            new MessagePumpSettings
            {
                AutoCompleteMessages = false,
                MaxConcurrentCalls = 5,
                PrefetchCount = 7,
                MaxAutoLockRenewalDuration = TimeSpan.FromMinutes(55),
            },
            settings);
        Assert.Equal(new MessagePumpSettings(), new ServiceBusHostOptions().For(triggerAutoCompletes: true));
    }

    private static HostJson HostJson(params (string Name, string Value)[] serviceBus) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(serviceBus.Select(s => new KeyValuePair<string, string?>($"extensions:serviceBus:{s.Name}", s.Value)))
        .Build());

    private static ServiceProvider Services(TestBroker test, Calls calls) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Names:Jobs", TestBroker.Queue)]).Build())
        .AddSingleton(HostJson())
        .AddSingleton(test.Broker)
        .AddSingleton<TimeProvider>(test.Time)
        .AddSingleton(calls)
        .AddSingleton<FunctionPipeline>()
        .AddSingleton(Mock.Of<IHostApplicationLifetime>())
        .AddSingleton<FunctionRunner>()
        .BuildServiceProvider();

    private static async Task<ITriggerListener> StartAsync<TFunctions>(IServiceProvider services)
    {
        var source = new ServiceBusTriggerSource();
        var catalog = FunctionCatalog.Discover([typeof(TFunctions)], [source]);
        var listener = source.CreateListeners(catalog.Of(source), services).Single();
        await listener.StartAsync(CancellationToken.None).Soon();
        return listener;
    }

    internal sealed class Calls
    {
        public TaskCompletionSource<(ServiceBusReceivedMessage Message, Task Settled)> Message { get; } = new();

        public TaskCompletionSource<string> Body { get; } = new();
    }

    internal sealed class Jobs(Calls calls)
    {
        [Function("Jobs")]
        public Task RunAsync(
            [ServiceBusTrigger("%Names:Jobs%", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
            ServiceBusMessageActions actions,
            CancellationToken cancellationToken)
        {
            var settled = actions.DeadLetterMessageAsync(message, null, "code", "text", cancellationToken);
            calls.Message.SetResult((message, settled));
            return settled;
        }
    }

    internal sealed class Events(Calls calls)
    {
        [Function("Events")]
        public void Run([ServiceBusTrigger("events", "all")] string body) => calls.Body.SetResult(body);
    }

    internal sealed class Nowhere
    {
        [Function("Nowhere")]
        public static void Run([ServiceBusTrigger("nowhere")] BinaryData body) => _ = body;
    }

    internal sealed class Unset
    {
        [Function("Unset")]
        public static void Run([ServiceBusTrigger("%Nobody:SetThis%")] BinaryData body) => _ = body;
    }

    internal sealed class Typed
    {
        [Function("Typed")]
        public static void Run([ServiceBusTrigger("jobs")] Version body) => _ = body;
    }
}
