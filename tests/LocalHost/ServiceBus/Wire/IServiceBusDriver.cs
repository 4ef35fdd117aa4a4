namespace LocalHost.ServiceBus.Tests.Wire;

/// <summary>A real client, driven by cases that are written once: a case says what, a driver says how its client does that.</summary>
internal interface IServiceBusDriver : IAsyncDisposable
{
    Task SendAsync(string entity, bool inOneBatch, params Outgoing[] messages);

    Task<IReadOnlyList<long>> ScheduleAsync(string entity, DateTimeOffset time, params Outgoing[] messages);

    Task CancelAsync(string entity, params long[] sequenceNumbers);

    /// <param name="source">A queue, or <c>topic/subscription</c>; with <c>!</c> at its end the dead-letter queue of it.</param>
    Task<IReadOnlyList<Incoming>> ReceiveAsync(string source, int count, TimeSpan maxWait, bool deletes = false);

    Task<IReadOnlyList<Incoming>> ReceiveDeferredAsync(string source, params long[] sequenceNumbers);

    Task<IReadOnlyList<Incoming>> PeekAsync(string source, int count, long from = 0);

    /// <summary>One of complete, abandon, defer, deadLetter.</summary>
    Task SettleAsync(string source, string how, Incoming message, string? reason = null, string? description = null);

    Task<DateTimeOffset> RenewAsync(string source, Incoming message);

    /// <summary>Lets the client's own loop receive, without auto-complete, and settle each message.</summary>
    Task<IReadOnlyList<string>> ProcessAsync(string source, int count);
}

internal sealed record Outgoing(string Body)
{
    public string? MessageId { get; init; }
    public string? Subject { get; init; }
    public double? TimeToLiveSeconds { get; init; }
    public Dictionary<string, object>? Properties { get; init; }
}

internal sealed record Incoming(
    string Body, string? MessageId, string? Subject, string LockToken, long SequenceNumber, int DeliveryCount, DateTimeOffset LockedUntil,
    string? DeadLetterReason, string? DeadLetterDescription, IReadOnlyDictionary<string, string> Properties);
