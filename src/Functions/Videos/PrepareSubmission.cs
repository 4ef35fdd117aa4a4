using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Budgets;
using VideoPipeline.Jobs;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Reserves the budget and writes down that an attempt is about to be made, before anything can be sent.</summary>
public sealed class PrepareSubmission(SubmissionStore store, DailyBudget budget, JobListing listing)
{
    [Function(nameof(PrepareSubmission))]
    public async Task<PreparedSubmission> RunAsync([ActivityTrigger] PrepareSubmissionInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, provider) = input.Attempt;
        var record = new SubmissionRecord(jobId, attempt, provider, SubmissionState.Prepared, input.At, input.Quote);
        if (budget.IsSet && !await ReserveAsync(record, cancellationToken))
        {
            return Prepared(record) with { Refusal = new JobError("budget_exceeded", "The day's budget does not have so much left.") };
        }

        var prepared = await store.PrepareAsync(record, cancellationToken);
        await listing.MoveAsync(input.Attempt with { Provider = prepared.Provider }, JobStatus.Submitting, cancellationToken);
        return Prepared(prepared);
    }

    // An attempt that an earlier run has prepared has its reservation on the day of that run.
    private async Task<bool> ReserveAsync(SubmissionRecord record, CancellationToken cancellationToken)
    {
        var standing = (await store.ReadAsync(record.Job, record.Attempt, cancellationToken))?.Value ?? record;
        return await budget.TryReserveAsync(
            BudgetKey(record.Job, record.Attempt), standing.Quote?.AmountUsd, standing.PreparedAt, cancellationToken);
    }

    internal static string BudgetKey(string jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{jobId}.{attempt}");

    private static PreparedSubmission Prepared(SubmissionRecord record) => new(record.Provider, record.Quote, record.PreparedAt);
}
