using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class SubmissionStepsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly SubmissionsOptions s_options = new()
    {
        PostTimeout = TimeSpan.FromSeconds(60),
        SendWindow = TimeSpan.FromSeconds(15),
        ClockSkew = TimeSpan.FromSeconds(10),
    };

    // Times are seconds from now; a sender is gone 70 s after its send_before.
    [Theory]
    [InlineData(SubmissionState.Prepared, null, null, SubmissionStep.Send)]
    [InlineData(SubmissionState.Prepared, -1.0, null, SubmissionStep.Send)]
    [InlineData(SubmissionState.Prepared, 0.0, null, SubmissionStep.Send)]
    [InlineData(SubmissionState.Prepared, 0.001, null, SubmissionStep.WaitForRetry)]
    [InlineData(SubmissionState.Prepared, 3600.0, null, SubmissionStep.WaitForRetry)]
    [InlineData(SubmissionState.Sending, null, 15.0, SubmissionStep.WaitForSender)]
    [InlineData(SubmissionState.Sending, null, 0.0, SubmissionStep.WaitForSender)]
    [InlineData(SubmissionState.Sending, null, -69.999, SubmissionStep.WaitForSender)]
    [InlineData(SubmissionState.Sending, null, -70.0, SubmissionStep.DeclareAmbiguous)]
    [InlineData(SubmissionState.Sending, null, -3600.0, SubmissionStep.DeclareAmbiguous)]
    [InlineData(SubmissionState.Sending, 3600.0, -3600.0, SubmissionStep.DeclareAmbiguous)]
    [InlineData(SubmissionState.Sending, null, null, SubmissionStep.DeclareAmbiguous)]
    [InlineData(SubmissionState.Accepted, null, null, SubmissionStep.Answered)]
    [InlineData(SubmissionState.Accepted, 3600.0, 3600.0, SubmissionStep.Answered)]
    [InlineData(SubmissionState.Rejected, null, null, SubmissionStep.Answered)]
    [InlineData(SubmissionState.Rejected, 3600.0, 3600.0, SubmissionStep.Answered)]
    [InlineData(SubmissionState.Ambiguous, null, null, SubmissionStep.Answered)]
    [InlineData(SubmissionState.Ambiguous, 3600.0, 3600.0, SubmissionStep.Answered)]
    public void Step_follows_from_the_record_and_the_time(
        SubmissionState state, double? retryAt, double? sendBefore, SubmissionStep expected)
    {
        var record = new SubmissionRecord("vid_1", 1, ProviderNames.TokenHub, state, s_now.AddSeconds(-100))
        {
            RetryAt = retryAt is { } retry ? s_now.AddSeconds(retry) : null,
            SendBefore = sendBefore is { } before ? s_now.AddSeconds(before) : null,
        };

        Assert.Equal(expected, SubmissionSteps.Next(record, s_now, s_options));
    }

    [Fact]
    public void Every_state_has_a_step()
    {
        foreach (var state in Enum.GetValues<SubmissionState>())
        {
            var step = SubmissionSteps.Next(new SubmissionRecord("vid_1", 1, "x", state, s_now), s_now, s_options);

            Assert.Equal(state is SubmissionState.Prepared, step is SubmissionStep.Send);
        }
    }

    [Fact]
    public void Sender_is_gone_when_the_latest_post_must_have_ended_on_every_clock()
    {
        var record = new SubmissionRecord("vid_1", 1, "x", SubmissionState.Sending, s_now, SendBefore: s_now.AddSeconds(15));

        Assert.Equal(s_now.AddSeconds(15 + 60 + 10), SubmissionSteps.SenderIsGoneAt(record, s_options));
    }
}
