namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// The single thread on which an orchestrator's code may run, while a turn lasts. Continuations of durable tasks stay on
/// it; whatever comes back from a non-durable await finds the turn over and runs elsewhere, where the context is deaf.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    [ThreadStatic]
    private static OrchestratorThread? t_current;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

    public bool IsCurrent => ReferenceEquals(t_current, this);

    public void Run<TState>(Action<TState> turn, TState state)
    {
        var outerThread = t_current;
        var outerContext = Current;
        t_current = this;
        SetSynchronizationContext(this);
        try
        {
            turn(state);
        }
        finally
        {
            _posted.Clear();
            SetSynchronizationContext(outerContext);
            t_current = outerThread;
        }
    }

    public void Drain()
    {
        while (_posted.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _posted.Enqueue((d, state));
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.d(work.state), (d, state), preferLocal: false);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
