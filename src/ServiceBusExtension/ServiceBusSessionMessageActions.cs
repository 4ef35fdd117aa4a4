using Google.Protobuf;
using Microsoft.Azure.Functions.Worker.Converters;
using VideoPipeline.LocalHost.ServiceBus.Trigger.Grpc;

namespace Microsoft.Azure.Functions.Worker;

[InputConverter(typeof(ServiceBusSessionMessageActionsConverter))]
public class ServiceBusSessionMessageActions
{
    private readonly Settlement.SettlementClient? settlement;
    private readonly string sessionId = "";

    internal ServiceBusSessionMessageActions(Settlement.SettlementClient settlement, string sessionId) =>
        (this.settlement, this.sessionId) = (settlement, sessionId);

    protected ServiceBusSessionMessageActions()
    {
    }

    public virtual DateTimeOffset SessionLockedUntil { get; protected set; }

    private Settlement.SettlementClient Host =>
        settlement ?? throw new InvalidOperationException("These actions belong to no session.");

    public virtual async Task<BinaryData> GetSessionStateAsync(CancellationToken cancellationToken = default) =>
        new((await Host.GetSessionStateAsync(new() { SessionId = sessionId }, cancellationToken: cancellationToken)).SessionState_.Memory);

    public virtual async Task SetSessionStateAsync(BinaryData sessionState, CancellationToken cancellationToken = default) =>
        await Host.SetSessionStateAsync(
            new() { SessionId = sessionId, SessionState = ByteString.CopyFrom(sessionState.ToMemory().Span) },
            cancellationToken: cancellationToken);

    public virtual async Task ReleaseSession(CancellationToken cancellationToken = default) =>
        await Host.ReleaseSessionAsync(new() { SessionId = sessionId }, cancellationToken: cancellationToken);

    public virtual async Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => SessionLockedUntil =
        (await Host.RenewSessionLockAsync(new() { SessionId = sessionId }, cancellationToken: cancellationToken))
        .LockedUntil.ToDateTimeOffset();
}

internal sealed class ServiceBusSessionMessageActionsConverter(Settlement.SettlementClient settlement) : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => new(
        context.FunctionContext.BindingContext.BindingData.TryGetValue("SessionId", out var id) && id is string sessionId
            ? ConversionResult.Success(new ServiceBusSessionMessageActions(settlement, sessionId))
            : ConversionResult.Failed(new InvalidOperationException("The message belongs to no session.")));
}
