namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>A receive call: answered at once, when messages arrive, or empty-handed at its deadline.</summary>
internal sealed class Waiter(int maxMessages, bool deletesOnReceipt)
{
    // The continuation must not run on the broker's own loop.
    private readonly TaskCompletionSource<IReadOnlyList<DeliveredMessage>> completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IReadOnlyList<DeliveredMessage>? answer;

    public int MaxMessages { get; } = maxMessages;
    public bool DeletesOnReceipt { get; } = deletesOnReceipt;
    public bool IsAnswered => answer is not null;
    public Task<IReadOnlyList<DeliveredMessage>> Completion => completion.Task;

    /// <summary>Set while the waiter stands in the line of a queue.</summary>
    public LinkedListNode<Waiter>? Place { get; set; }

    public void Answer(IReadOnlyList<DeliveredMessage> messages) => answer = messages;

    public void Release() => completion.TrySetResult(answer!);

    public void Cancel(CancellationToken cancellationToken) => completion.TrySetCanceled(cancellationToken);

    public void Fail(Exception exception) => completion.TrySetException(exception);
}
