using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>One call to the broker: applied inside a transaction, answered after its commit.</summary>
internal abstract class BrokerCommand
{
    public abstract void Apply(BrokerState state);

    public abstract void Answer();

    public abstract void Fail(Exception exception);
}

/// <summary>A call that has its answer as soon as it is applied.</summary>
internal sealed class BrokerCommand<T>(Func<BrokerState, T> apply) : BrokerCommand
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServiceBusException? refusal;
    private T result = default!;

    public Task<T> Completion => completion.Task;

    public override void Apply(BrokerState state)
    {
        try
        {
            result = apply(state);
        }
        catch (ServiceBusException exception)
        {
            refusal = exception;
        }
    }

    public override void Answer()
    {
        if (refusal is null)
        {
            completion.TrySetResult(result);
        }
        else
        {
            completion.TrySetException(refusal);
        }
    }

    public override void Fail(Exception exception) => completion.TrySetException(exception);
}
