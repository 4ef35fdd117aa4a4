using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class AcceptancesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SubmissionRecord s_sending = new("vid_1", 1, "tokenhub", SubmissionState.Sending, s_now.AddMinutes(-1), Failure: Any.Failure("x"));

    [Theory]
    [InlineData(SubmissionState.Sending)]
    [InlineData(SubmissionState.Ambiguous)]
    public void First_task_id_makes_the_record_accepted(SubmissionState state)
    {
        var usage = new ReportedUsage(UsageUnit.Seconds, 5);

        var record = Acceptances.Add(s_sending with { State = state }, new SubmitAnswer.Accepted("a", "/p", usage), s_now, "operator");

        Assert.Equal(
            s_sending with
            {
                State = SubmissionState.Accepted,
                TaskId = "a",
                PollUrl = "/p",
                Usage = usage,
                AcceptedAt = s_now,
                AdoptedFrom = "operator",
                Failure = null,
            },
            record);
    }

    [Fact]
    public void Known_task_id_changes_nothing()
    {
        var record = s_sending with { State = SubmissionState.Accepted, TaskId = "a", OtherTaskIds = ["b"] };

        Assert.Same(record, Acceptances.Add(record, new SubmitAnswer.Accepted("a"), s_now));
        Assert.Same(record, Acceptances.Add(record, new SubmitAnswer.Accepted("b"), s_now));
    }

    [Fact]
    public void Further_task_ids_are_appended_in_their_order()
    {
        var first = Acceptances.Add(s_sending, new SubmitAnswer.Accepted("a", "/a"), s_now);

        var record = Acceptances.Add(
            Acceptances.Add(first, new SubmitAnswer.Accepted("b", "/b"), s_now.AddMinutes(1)), new SubmitAnswer.Accepted("c"), s_now.AddMinutes(2));

        Assert.Equal(("a", "/a", s_now), (record.TaskId, record.PollUrl, record.AcceptedAt));
        Assert.Equal(["b", "c"], record.OtherTaskIds);
    }
}
