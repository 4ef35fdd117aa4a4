namespace VideoPipeline.Submissions;

/// <summary>What the protocol allows with a record as it stands. A pure decision, so that every case is in one table.</summary>
public enum SubmissionStep
{
    /// <summary>Take the nonce and send.</summary>
    Send,

    /// <summary>Wait until <see cref="SubmissionRecord.RetryAt"/>.</summary>
    WaitForRetry,

    /// <summary>Another execution may be sending; wait until that is impossible.</summary>
    WaitForSender,

    /// <summary>Whoever was sending has not said what came of it.</summary>
    DeclareAmbiguous,

    /// <summary>Nothing is to be done: the record is the answer.</summary>
    Answered,
}

/// <summary>The decision table of the submission protocol.</summary>
public static class SubmissionSteps
{
    public static SubmissionStep Next(SubmissionRecord record, DateTimeOffset now, SubmissionsOptions options) => record.State switch
    {
        SubmissionState.Prepared when record.RetryAt > now => SubmissionStep.WaitForRetry,
        SubmissionState.Prepared => SubmissionStep.Send,
        SubmissionState.Sending when now < SenderIsGoneAt(record, options) => SubmissionStep.WaitForSender,
        SubmissionState.Sending => SubmissionStep.DeclareAmbiguous,
        _ => SubmissionStep.Answered,
    };

    /// <summary>The first instant at which nobody can be sending, or be about to write down an answer, any more.</summary>
    public static DateTimeOffset SenderIsGoneAt(SubmissionRecord record, SubmissionsOptions options) =>
        (record.SendBefore ?? record.PreparedAt) + options.PostTimeout + options.ClockSkew;
}
