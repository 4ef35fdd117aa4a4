using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Budgets;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Submissions;
using VideoPipeline.Telemetry;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Videos;

/// <summary>Writes the bill of an accepted attempt into the ledger and closes the attempt.</summary>
public sealed partial class SettleVideo(
    Ledger ledger,
    SubmissionStore submissions,
    ProviderSlots slots,
    DailyBudget budget,
    JobDocuments jobs,
    TimeProvider time,
    ILogger<SettleVideo> logger)
{
    [Function(nameof(SettleVideo))]
    public async Task<Settlement?> RunAsync([ActivityTrigger] SettleVideoInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, provider) = input.Attempt;
        var bill = input.TaskId is null ? null : await RecordAsync(input, input.TaskId, cancellationToken);
        await slots.ReleaseAsync(provider, jobId, attempt, cancellationToken);
        if (input.PreparedAt is { } preparedAt)
        {
            await budget.SettleAsync(PrepareSubmission.BudgetKey(jobId, attempt), bill?.AmountUsd ?? 0, preparedAt, cancellationToken);
        }

        // Last: until here the sweep would find the attempt again.
        await submissions.CloseAsync(jobId, attempt, cancellationToken);
        return bill;
    }

    private async Task<Settlement?> RecordAsync(SettleVideoInput input, string taskId, CancellationToken cancellationToken)
    {
        var (jobId, attempt, provider) = input.Attempt;
        var job = await jobs.RequireRequestAsync(jobId, cancellationToken);
        var now = time.GetUtcNow();
        var record = new LedgerRecord(
            jobId,
            attempt,
            provider,
            taskId,
            input.Status,
            job.Request.Model,
            job.Request.Operation,
            input.SubmittedAt ?? now,
            now,
            input.Quote,
            input.Quote is { } quote ? PriceBook.Settle(quote, input.Usage, input.Delivered || input.Status is AttemptStatus.Succeeded or AttemptStatus.TimedOut) : null,
            job.BatchId,
            Metadata: job.Request.Metadata,
            DearestUsd: input.DearestUsd,
            Looks: input.Looks);
        var standing = await ledger.RecordAsync(record, cancellationToken);
        if (ReferenceEquals(standing, record))
        {
            PipelineMetrics.Settled(record, input.Looks);
            Settled(record.Bill is { Flagged: true } ? LogLevel.Warning : LogLevel.Information, jobId, attempt, provider, record.Bill?.AmountUsd, record.Quote?.AmountUsd);
        }

        return standing.Bill;
    }

    [LoggerMessage(EventId = 1205, Message = "{JobId}.{Attempt} at {Provider} is billed {AmountUsd} USD, quoted {QuotedUsd} USD.")]
    private partial void Settled(LogLevel level, string jobId, int attempt, string provider, decimal? amountUsd, decimal? quotedUsd);
}
