namespace VideoPipeline.Submissions;

/// <summary>
/// A second task that a provider took for one attempt: an attempt of its own, accepted from the beginning, which the sweep finds by its
/// marker and a follow-up looks at, stores and bills. It never changes how the job stands, unless with a video.
/// </summary>
public static class OtherTasks
{
    // Numbers that attempts made one after the other do not reach.
    private const int PerAttempt = 1000;

    public static bool IsOne(int attempt) => attempt > PerAttempt;

    public static SubmissionRecord Of(SubmissionRecord record, string taskId) => record with
    {
        Attempt = (record.Attempt * PerAttempt) + 1,
        State = SubmissionState.Accepted,
        TaskId = taskId,
        PollUrl = null,
        Usage = null,
        OtherTaskIds = null,
        Nonce = null,
        RetryAt = null,
        Failure = null,
        AdoptedFrom = "second_answer",
    };
}
