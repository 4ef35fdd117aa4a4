using VideoPipeline.Resellers;

namespace VideoPipeline.Submissions;

/// <summary>How a task id enters a record. A second one is appended, never dropped and never put in place of the first.</summary>
public static class Acceptances
{
    public static SubmissionRecord Add(SubmissionRecord record, SubmitAnswer.Accepted accepted, DateTimeOffset now, string? adoptedFrom = null)
    {
        if (record.TaskId is null)
        {
            return record with
            {
                State = SubmissionState.Accepted,
                TaskId = accepted.TaskId,
                PollUrl = accepted.PollUrl,
                Usage = accepted.Usage,
                AcceptedAt = now,
                AdoptedFrom = adoptedFrom,
                Failure = null,
            };
        }

        var known = record.TaskId == accepted.TaskId || (record.OtherTaskIds ?? []).Contains(accepted.TaskId);
        return known ? record : record with { OtherTaskIds = [.. record.OtherTaskIds ?? [], accepted.TaskId] };
    }
}
