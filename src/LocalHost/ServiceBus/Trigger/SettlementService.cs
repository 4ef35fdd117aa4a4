using System.Runtime.InteropServices;
using Azure.Messaging.ServiceBus;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using VideoPipeline.LocalHost.ServiceBus.Trigger.Grpc;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>The host's side of <c>ServiceBusMessageActions</c>: settles what the worker holds.</summary>
internal sealed class SettlementService(MessagesInHand messages) : Settlement.SettlementBase
{
    private static readonly Empty Done = new();

    public override Task<Empty> Complete(CompleteRequest request, ServerCallContext context) =>
        SettleAsync(request.Locktoken, args => args.CompleteMessageAsync(args.Message, context.CancellationToken));

    public override Task<Empty> Abandon(AbandonRequest request, ServerCallContext context) =>
        SettleAsync(request.Locktoken, args =>
            args.AbandonMessageAsync(args.Message, Properties(request.PropertiesToModify), context.CancellationToken));

    public override Task<Empty> Defer(DeferRequest request, ServerCallContext context) =>
        SettleAsync(request.Locktoken, args =>
            args.DeferMessageAsync(args.Message, Properties(request.PropertiesToModify), context.CancellationToken));

    public override Task<Empty> Deadletter(DeadletterRequest request, ServerCallContext context) =>
        SettleAsync(request.Locktoken, args => args.DeadLetterMessageAsync(
            args.Message,
            Properties(request.PropertiesToModify),
            request.DeadletterReason,
            request.DeadletterErrorDescription,
            context.CancellationToken));

    public override Task<Empty> RenewMessageLock(RenewMessageLockRequest request, ServerCallContext context) =>
        SettleAsync(request.Locktoken, args => args.RenewMessageLockAsync(args.Message, context.CancellationToken));

    public override Task<SessionState> GetSessionState(SessionRequest request, ServerCallContext context) => throw NoSessions();

    public override Task<Empty> SetSessionState(SetSessionStateRequest request, ServerCallContext context) => throw NoSessions();

    public override Task<Empty> ReleaseSession(SessionRequest request, ServerCallContext context) => throw NoSessions();

    public override Task<SessionLock> RenewSessionLock(SessionRequest request, ServerCallContext context) => throw NoSessions();

    private async Task<Empty> SettleAsync(string lockToken, Func<ProcessMessageEventArgs, Task> settle)
    {
        if (messages.Find(lockToken) is not { } args)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"No function of this host holds a message with the lock token {lockToken}."));
        }

        try
        {
            await settle(args);
            return Done;
        }
        catch (ServiceBusException exception)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{exception.Reason}: {exception.Message}"));
        }
    }

    private static Dictionary<string, object> Properties(ByteString encoded)
    {
        if (encoded.IsEmpty)
        {
            return [];
        }

        MemoryMarshal.TryGetArray(encoded.Memory, out var bytes);
        using var buffer = new ByteBuffer(bytes);
        return AmqpCodec.DecodeMap(buffer).ToDictionary(pair => pair.Key.Key.ToString()!, pair => Value(pair.Value));
    }

    /// <summary>The client takes .NET values; three of them travel as described types.</summary>
    private static object Value(object value) => value is not DescribedType described
        ? value
        : described.Descriptor.ToString() switch
        {
            "com.microsoft:timespan" => TimeSpan.FromTicks((long)described.Value),
            "com.microsoft:datetime-offset" => new DateTimeOffset((long)described.Value, TimeSpan.Zero),
            "com.microsoft:uri" => new Uri((string)described.Value),
            _ => described.Value,
        };

    private static RpcException NoSessions() => new(new Status(StatusCode.Unimplemented, "This host has no sessions."));
}
