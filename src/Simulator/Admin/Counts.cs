namespace VideoPipeline.Simulator.Admin;

/// <summary>Counts of one dialect.</summary>
internal sealed class DialectCounts
{
    private long received;
    private long accepted;
    private long refused;
    private long faulted;
    private long polls;
    private long cancels;
    private long downloads;
    private long downloadsWithKey;
    private long callbacksSent;
    private long callbacksDelivered;

    public long Received => Volatile.Read(ref received);

    public long Accepted => Volatile.Read(ref accepted);

    public long Refused => Volatile.Read(ref refused);

    public long Faulted => Volatile.Read(ref faulted);

    public long Polls => Volatile.Read(ref polls);

    public long Cancels => Volatile.Read(ref cancels);

    public long Downloads => Volatile.Read(ref downloads);

    /// <summary>Downloads that carried an Authorization header, which nobody should send there.</summary>
    public long DownloadsWithKey => Volatile.Read(ref downloadsWithKey);

    public long CallbacksSent => Volatile.Read(ref callbacksSent);

    public long CallbacksDelivered => Volatile.Read(ref callbacksDelivered);

    public void Receive() => Interlocked.Increment(ref received);

    public void Accept() => Interlocked.Increment(ref accepted);

    public void Refuse() => Interlocked.Increment(ref refused);

    public void Distort() => Interlocked.Increment(ref faulted);

    public void Poll() => Interlocked.Increment(ref polls);

    public void Cancel() => Interlocked.Increment(ref cancels);

    public void Download(bool withKey)
    {
        Interlocked.Increment(ref downloads);
        if (withKey)
        {
            Interlocked.Increment(ref downloadsWithKey);
        }
    }

    public void SendCallback() => Interlocked.Increment(ref callbacksSent);

    public void DeliverCallback() => Interlocked.Increment(ref callbacksDelivered);
}

/// <summary>POSTs with one prompt: how many arrived, and how many made a task.</summary>
internal sealed class PromptCounts
{
    private int received;
    private int accepted;

    public int Received => Volatile.Read(ref received);

    public int Accepted => Volatile.Read(ref accepted);

    public void Receive() => Interlocked.Increment(ref received);

    public void Accept() => Interlocked.Increment(ref accepted);
}
