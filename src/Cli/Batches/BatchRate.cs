namespace VideoPipeline.Cli.Batches;

/// <summary>How fast a batch goes, over the last half minute rather than since its start, so that the ETA follows what happens now.</summary>
internal sealed class BatchRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(DateTimeOffset At, int Done)> _samples = new();

    /// <summary>Finished items per second; null until two looks lie apart.</summary>
    public double? PerSecond { get; private set; }

    public void Add(DateTimeOffset at, int done)
    {
        _samples.Enqueue((at, done));
        while (_samples.Count > 2 && at - _samples.Peek().At > Window)
        {
            _samples.Dequeue();
        }

        var (since, before) = _samples.Peek();
        PerSecond = at > since ? (done - before) / (at - since).TotalSeconds : null;
    }

    /// <summary>The time that the rest takes at this rate; null while nothing moves.</summary>
    public TimeSpan? Left(int rest) => PerSecond is > 0 ? TimeSpan.FromSeconds(rest / PerSecond.Value) : null;
}
