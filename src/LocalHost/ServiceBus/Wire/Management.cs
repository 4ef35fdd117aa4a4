using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>The operations of an entity's management node: what a client asks for beside sending, receiving and settling.</summary>
internal sealed class Management(string path, ServiceBusBroker broker)
{
    private const string Prefix = "com.microsoft:";
    private const int NothingFound = 204;

    public async Task<AmqpMessage> AnswerAsync(AmqpMessage request)
    {
        var operation = request.ApplicationProperties.Map["operation"] as string ?? "";
        var body = request.ValueBody?.Value as AmqpMap ?? [];
        var (status, answer) = operation switch
        {
            Prefix + "renew-lock" => await RenewAsync(body),
            Prefix + "peek-message" => await PeekAsync(body),
            Prefix + "receive-by-sequence-number" => await ReceiveAsync(body),
            Prefix + "update-disposition" => await SettleAsync(body),
            Prefix + "schedule-message" => await ScheduleAsync(body),
            Prefix + "cancel-scheduled-message" => await CancelAsync(body),
            _ => throw new NotSupportedException($"The broker does not know the operation '{operation}'."),
        };
        var reply = AmqpMessage.Create(new Microsoft.Azure.Amqp.Framing.AmqpValue { Value = answer });
        reply.ApplicationProperties.Map["statusCode"] = status;
        reply.ApplicationProperties.Map["statusDescription"] = status == NothingFound ? "No messages" : "OK";
        return reply;
    }

    private async Task<(int, AmqpMap)> RenewAsync(AmqpMap body)
    {
        var expirations = new List<DateTime>();
        foreach (var token in LockTokens(body))
        {
            expirations.Add((await broker.RenewAsync(path, token)).UtcDateTime);
        }

        return (200, new AmqpMap { [new MapKey("expirations")] = expirations.ToArray() });
    }

    private async Task<(int, AmqpMap)> PeekAsync(AmqpMap body)
    {
        var (from, count) = (Value<long>(body, "from-sequence-number"), Value<int>(body, "message-count"));
        var messages = await broker.PeekAsync(path, from, Math.Clamp(count, 1, 250));
        return messages.Count == 0 ? (NothingFound, []) : (200, Messages(messages));
    }

    private async Task<(int, AmqpMap)> ReceiveAsync(AmqpMap body)
    {
        // 0 is settled by the sender: received and deleted.
        var deletes = Convert.ToUInt32(Find(body, "receiver-settle-mode") ?? 1u, null) == 0;
        var messages = await broker.ReceiveDeferredAsync(path, Numbers(body), deletes);
        return messages.Count == 0 ? (NothingFound, []) : (200, Messages(messages));
    }

    private async Task<(int, AmqpMap)> SettleAsync(AmqpMap body)
    {
        var status = Value<string>(body, "disposition-status");
        var changes = (Find(body, "properties-to-modify") as AmqpMap)?
            .ToDictionary(pair => pair.Key.Key.ToString()!, pair => (object?)pair.Value);
        foreach (var token in LockTokens(body))
        {
            await (status switch
            {
                "completed" => broker.CompleteAsync(path, token),
                "abandoned" => broker.AbandonAsync(path, token, changes),
                // So spelled by the protocol.
                "defered" => broker.DeferAsync(path, token, changes),
                "suspended" => broker.DeadLetterAsync(
                    path, token, Find(body, "deadletter-reason") as string, Find(body, "deadletter-description") as string, changes),
                _ => throw new NotSupportedException($"The broker does not know the disposition '{status}'."),
            });
        }

        return (200, []);
    }

    private async Task<(int, AmqpMap)> ScheduleAsync(AmqpMap body)
    {
        var messages = Items(Find(body, "messages")).Cast<AmqpMap>()
            .Select(item => BrokeredContent.Decode(Binary(Find(item, "message"))).Checked())
            .ToList();
        var numbers = await broker.SendAsync(path, messages);
        return (200, new AmqpMap { [new MapKey("sequence-numbers")] = numbers.ToArray() });
    }

    private async Task<(int, AmqpMap)> CancelAsync(AmqpMap body)
    {
        await broker.CancelScheduledAsync(path, Numbers(body));
        return (200, []);
    }

    private static AmqpMap Messages(IEnumerable<DeliveredMessage> messages) => new()
    {
        [new MapKey("messages")] = messages.Select(message =>
        {
            var item = new AmqpMap
            {
                [new MapKey("message")] = new ArraySegment<byte>(DeliveryEncoding.Encode(message)),
            };
            if (message.LockToken != Guid.Empty)
            {
                item[new MapKey("lock-token")] = message.LockToken;
            }

            return item;
        }).ToList(),
    };

    private static IReadOnlyList<Guid> LockTokens(AmqpMap body) => [.. Items(Find(body, "lock-tokens")).Cast<Guid>()];

    private static IReadOnlyList<long> Numbers(AmqpMap body) => [.. Items(Find(body, "sequence-numbers")).Cast<long>()];

    private static IEnumerable<object> Items(object? value) => (value as System.Collections.IEnumerable ?? Array.Empty<object>()).Cast<object>();

    private static ArraySegment<byte> Binary(object? value) => value switch
    {
        ArraySegment<byte> segment => segment.ToArray(),
        byte[] bytes => bytes,
        _ => throw new FormatException("The request holds no message."),
    };

    private static T Value<T>(AmqpMap body, string name) =>
        Find(body, name) is T value ? value : throw new FormatException($"The request has no {name}.");

    private static object? Find(AmqpMap body, string name) => body.TryGetValue<object>(new MapKey(name), out var value) ? value : null;
}
