using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class BatchItemRecordTests
{
    [Fact]
    public void The_first_news_is_what_the_lane_counts()
    {
        var record = BatchItemRecord.Merge(null, News(JobStatus.Ambiguous));

        Assert.Equal(JobStatus.Ambiguous, record.Counted);
        Assert.Null(record.Move);
    }

    [Fact]
    public void A_late_success_is_a_move()
    {
        var record = BatchItemRecord.Merge(BatchItemRecord.Merge(null, News(JobStatus.TimedOut)), News(JobStatus.Succeeded, 0.5m));

        Assert.Equal(JobStatus.Succeeded, record.Status);
        Assert.Equal(new LateMove(JobStatus.TimedOut, JobStatus.Succeeded, 0.5m), record.Move);
    }

    [Theory]
    [InlineData(JobStatus.Succeeded, JobStatus.Ambiguous)]
    [InlineData(JobStatus.Succeeded, JobStatus.Failed)]
    [InlineData(JobStatus.Failed, JobStatus.TimedOut)]
    public void Old_news_changes_nothing(JobStatus standing, JobStatus news)
    {
        var record = BatchItemRecord.Merge(null, News(standing, 1));

        Assert.Same(record, BatchItemRecord.Merge(record, News(news)));
    }

    [Fact]
    public void News_of_a_retry_replaces_what_stood_and_is_counted_anew()
    {
        var record = BatchItemRecord.Merge(BatchItemRecord.Merge(null, News(JobStatus.Failed)), News(JobStatus.Succeeded, 0.5m) with { Wave = 1 });

        Assert.Equal((1, JobStatus.Succeeded, JobStatus.Succeeded), (record.Wave, record.Status, record.Counted));
        Assert.Null(record.Move);
        Assert.Same(record, BatchItemRecord.Merge(record, News(JobStatus.Failed)));
    }

    private static BatchItemRecord News(JobStatus status, decimal? amount = null) => new(7, status, "job", AmountUsd: amount);
}
