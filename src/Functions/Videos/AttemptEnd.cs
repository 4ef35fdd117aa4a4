using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>How the run of one attempt ended.</summary>
public abstract record AttemptEnd
{
    private AttemptEnd()
    {
    }

    /// <summary>The attempt is over and accounted for.</summary>
    /// <param name="TryNext">Nothing was accepted, or nothing billed, and another provider may do better.</param>
    public sealed record Settled(JobAttempt Attempt, bool TryNext = false) : AttemptEnd;

    /// <summary>Money may be out, but nobody waits any longer: a follow-up goes on from <paramref name="State"/>.</summary>
    public sealed record Parked(JobAttempt Attempt, AttemptState State) : AttemptEnd;

    /// <summary>An operator has said that an ambiguous submit may be repeated, as the next attempt.</summary>
    public sealed record Resubmit(JobAttempt Attempt, AttemptState State) : AttemptEnd;

    /// <summary>The history has grown enough; go on from <paramref name="State"/> in a new one.</summary>
    public sealed record Continue(AttemptState State) : AttemptEnd;
}
