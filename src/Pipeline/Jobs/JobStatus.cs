namespace VideoPipeline.Jobs;

/// <summary>The states of a job, as the API names them.</summary>
public enum JobStatus
{
    Queued,
    Submitting,
    Running,
    Storing,
    Succeeded,
    Failed,

    /// <summary>Parked: an accepted task is followed, for its money's sake.</summary>
    Cancelled,

    /// <summary>Parked: nobody can tell yet whether the provider took the task.</summary>
    Ambiguous,

    /// <summary>Parked: the provider has not finished within the deadline.</summary>
    TimedOut,
}

/// <summary>Which states follow which. The whole table; a test enumerates it.</summary>
public static class JobTransitions
{
    extension(JobStatus status)
    {
        public bool IsFinal => status is JobStatus.Succeeded or JobStatus.Failed;

        /// <summary>Not final: followed for seven days, and may yet become <see cref="JobStatus.Succeeded"/>.</summary>
        public bool IsParked => status is JobStatus.Cancelled or JobStatus.Ambiguous or JobStatus.TimedOut;

        public bool IsSettledOrParked => status.IsFinal || status.IsParked;
    }

    /// <summary>
    /// Whether a stored document may move on. A success is never taken back; a failure gives way only to a video that came after
    /// all (an operator's "abandon" does not un-pay it).
    /// </summary>
    public static bool CanMove(JobStatus from, JobStatus to) => from switch
    {
        JobStatus.Succeeded => false,
        JobStatus.Failed => to is JobStatus.Succeeded,
        JobStatus.Cancelled => to is JobStatus.Succeeded,
        JobStatus.Ambiguous or JobStatus.TimedOut => to.IsSettledOrParked,
        _ => true,
    };
}
