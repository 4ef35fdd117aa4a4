using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class ServiceBusTriggerTests : IAsyncLifetime
{
    private const string Connection = "Endpoint=sb://127.0.0.1:0;SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true";

    private readonly Inbox inbox = new();
    private FunctionsHost host = null!;

    public async Task InitializeAsync() => host = await FunctionsHost.StartAsync(
        [typeof(MessageFunctions)], builder => builder.Services.AddSingleton(inbox), null, $"--ServiceBus={Connection}", "--Queue=video-jobs");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Message_reaches_the_function_with_its_actions_and_context()
    {
        await SendAsync("hello", "m-1");

        var (body, data) = await inbox.NextAsync();

        Assert.Equal("hello", body);
        Assert.Equal(("m-1", 1), (data["MessageId"], data["DeliveryCount"]));
    }

    [Fact]
    public void Port_0_of_the_setting_is_a_free_port_from_the_start() => Assert.DoesNotMatch(
        ":0;", FunctionsApplication.CreateBuilder([$"--ServiceBus={Connection}"]).Configuration["ServiceBus"]!);

    [Fact]
    public async Task Function_settles_its_message_itself()
    {
        await SendAsync("poison", "m-2");
        await using var client = Client();
        var dead = client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

        var message = await dead.ReceiveMessageAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(("poison", "invalid_request"), (message?.Body.ToString(), message?.DeadLetterReason));
    }

    [Fact]
    public async Task Function_that_throws_gets_the_message_again()
    {
        await SendAsync("fail once", "m-3");

        await inbox.NextAsync();
        var (body, data) = await inbox.NextAsync();

        Assert.Equal(("fail once", 2), (body, data["DeliveryCount"]));
    }

    private ServiceBusClient Client() => new(host.Host.Services.GetRequiredService<IConfiguration>()["ServiceBus"]);

    private async Task SendAsync(string body, string id)
    {
        await using var client = Client();
        await using var sender = client.CreateSender("video-jobs");
        await sender.SendMessageAsync(new ServiceBusMessage(body) { MessageId = id });
    }

    private sealed class Inbox
    {
        private readonly Channel<(string Body, IReadOnlyDictionary<string, object?> Data)> messages =
            Channel.CreateUnbounded<(string, IReadOnlyDictionary<string, object?>)>();

        public void Add(string body, IReadOnlyDictionary<string, object?> data) => messages.Writer.TryWrite((body, data));

        public async Task<(string Body, IReadOnlyDictionary<string, object?> Data)> NextAsync() =>
            await messages.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class MessageFunctions(Inbox inbox)
    {
        [Function("Receive")]
        public async Task ReceiveAsync(
            [ServiceBusTrigger("%Queue%", Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
            ServiceBusMessageActions actions,
            FunctionContext context,
            CancellationToken cancellationToken)
        {
            var body = message.Body.ToString();
            inbox.Add(body, context.BindingContext.BindingData);
            if (body == "poison")
            {
                await actions.DeadLetterMessageAsync(message, null, "invalid_request", "what it says", cancellationToken);
                return;
            }

            if (body == "fail once" && message.DeliveryCount == 1)
            {
                throw new InvalidOperationException(body);
            }

            await actions.CompleteMessageAsync(message, cancellationToken);
        }
    }
}
