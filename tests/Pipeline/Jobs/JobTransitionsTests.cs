using VideoPipeline.Jobs;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class JobTransitionsTests
{
    // Rows: from; columns: to, in the order of the enumeration (queued, submitting, running, storing, succeeded, failed, cancelled,
    // ambiguous, timed out). The whole table, by hand.
    private static readonly Dictionary<JobStatus, string> s_table = new()
    {
        [JobStatus.Queued] = "yyyyyyyyy",
        [JobStatus.Submitting] = "yyyyyyyyy",
        [JobStatus.Running] = "yyyyyyyyy",
        [JobStatus.Storing] = "yyyyyyyyy",
        [JobStatus.Succeeded] = "---------",
        [JobStatus.Failed] = "----y----",
        [JobStatus.Cancelled] = "----y----",
        [JobStatus.Ambiguous] = "----yyyyy",
        [JobStatus.TimedOut] = "----yyyyy",
    };

    public static TheoryData<JobStatus, JobStatus, bool> Table()
    {
        var table = new TheoryData<JobStatus, JobStatus, bool>();
        foreach (var from in Enum.GetValues<JobStatus>())
        {
            foreach (var to in Enum.GetValues<JobStatus>())
            {
                table.Add(from, to, s_table[from][(int)to] == 'y');
            }
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Stored_job_moves_as_the_table_says(JobStatus from, JobStatus to, bool may) =>
        Assert.Equal(may, JobTransitions.CanMove(from, to));

    [Theory]
    [InlineData(JobStatus.Queued, false, false)]
    [InlineData(JobStatus.Submitting, false, false)]
    [InlineData(JobStatus.Running, false, false)]
    [InlineData(JobStatus.Storing, false, false)]
    [InlineData(JobStatus.Succeeded, true, false)]
    [InlineData(JobStatus.Failed, true, false)]
    [InlineData(JobStatus.Cancelled, false, true)]
    [InlineData(JobStatus.Ambiguous, false, true)]
    [InlineData(JobStatus.TimedOut, false, true)]
    public void Status_is_final_or_parked_or_neither(JobStatus status, bool isFinal, bool isParked)
    {
        Assert.Equal((isFinal, isParked), (status.IsFinal, status.IsParked));
        Assert.Equal(isFinal || isParked, status.IsSettledOrParked);
    }
}
