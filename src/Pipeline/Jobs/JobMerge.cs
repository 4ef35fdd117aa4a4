using VideoPipeline.Pricing;

namespace VideoPipeline.Jobs;

/// <summary>What the end of a run, or of a follow-up, makes of a job's document. Pure.</summary>
public static class JobMerge
{
    /// <param name="existing">Null when the job has no document yet.</param>
    /// <param name="end">What has come about.</param>
    public static JobDocument Apply(JobDocument? existing, JobRequest request, JobEnd end, DateTimeOffset now)
    {
        var attempts = Merge(existing?.Attempts ?? [], end.Attempts);
        var status = StatusAfter(existing, end);
        var shown = Shown(existing, attempts);
        var moved = existing is null || existing.Status != status;
        return new JobDocument(
            request.Job,
            status,
            request.CreatedAt,
            request.Request,
            Progress: status == JobStatus.Succeeded ? 100 : null,
            Provider: shown?.Provider ?? (request.Request.Provider == "auto" ? null : request.Request.Provider),
            ProviderTaskId: shown?.ProviderTaskId,
            Model: request.Request.Model,
            Operation: request.Request.Operation,
            Quote: shown?.Quote,
            Usage: Sum(attempts),
            Output: shown?.Output is { } output ? WithUrls(request.Job, output) : null,
            Error: status is JobStatus.Succeeded or JobStatus.Running ? null : moved ? end.Error : existing?.Error,
            Attempts: attempts,
            BatchId: request.BatchId,
            Metadata: request.Request.Metadata,
            SubmittedAt: attempts.FirstOrDefault(attempt => attempt.SubmittedAt is not null)?.SubmittedAt,
            CompletedAt: moved && status.IsSettledOrParked ? now : existing?.CompletedAt,
            Late: existing?.Late == true || (end.FollowedUp && status == JobStatus.Succeeded && moved),
            Links: JobRoutes.Links(request.Job, status),
            Announced: existing?.Announced);
    }

    // A finished job goes on showing the video that it finished with, when an earlier attempt's comes after all.
    private static JobAttempt? Shown(JobDocument? existing, List<JobAttempt> attempts)
    {
        var succeeded = attempts.Where(attempt => attempt.Status == AttemptStatus.Succeeded).ToList();
        return succeeded.Find(attempt => attempt.Provider == existing?.Provider && attempt.ProviderTaskId == existing.ProviderTaskId)
            ?? succeeded.FirstOrDefault()
            ?? attempts.LastOrDefault();
    }

    private static JobStatus StatusAfter(JobDocument? existing, JobEnd end)
    {
        var ignored = end.Superseded && end.Status != JobStatus.Succeeded;
        if (existing is null)
        {
            // The later attempt has yet to say what becomes of the job.
            return ignored ? JobStatus.Running : end.Status;
        }

        return !ignored && JobTransitions.CanMove(existing.Status, end.Status) ? end.Status : existing.Status;
    }

    // An attempt that has been billed or stored is never replaced by older news of it.
    private static List<JobAttempt> Merge(IReadOnlyList<JobAttempt> existing, IReadOnlyList<JobAttempt> news)
    {
        var merged = existing.ToDictionary(attempt => attempt.Number);
        foreach (var attempt in news)
        {
            if (!merged.TryGetValue(attempt.Number, out var old) || Replaces(attempt, old))
            {
                merged[attempt.Number] = attempt;
            }
        }

        return [.. merged.Values.OrderBy(attempt => attempt.Number)];
    }

    // A stored video may have no bill (no price is known), and a billed attempt may get its video later.
    private static bool Replaces(JobAttempt news, JobAttempt old) => news.Status == AttemptStatus.Succeeded
        ? old.Status != AttemptStatus.Succeeded || old.Usage is null
        : old.Status != AttemptStatus.Succeeded && old.Usage is null;

    // Attempts at different providers count in different units; what they share is the dollar.
    private static JobUsage? Sum(IReadOnlyList<JobAttempt> attempts)
    {
        var bills = attempts.Select(attempt => attempt.Usage).OfType<Settlement>().ToList();
        if (bills.Count == 0)
        {
            return null;
        }

        var last = bills.LastOrDefault(bill => bill.AmountUsd > 0) ?? bills[^1];
        var same = bills.Where(bill => bill.Unit == last.Unit && bill.Currency == last.Currency).ToList();
        return new JobUsage(
            last.Unit,
            same.Sum(bill => bill.Quantity),
            last.UnitPrice,
            last.Currency,
            same.Sum(bill => bill.Amount),
            bills.Sum(bill => bill.AmountUsd),
            last.Source,
            last.PriceBook);
    }

    private static JobOutput WithUrls(string job, JobOutput output) => new(
        output.Video is null ? null : output.Video with { Url = JobRoutes.Content(job) },
        output.Cover is null ? null : output.Cover with { Url = JobRoutes.Content(job) + "?file=cover" });
}

/// <summary>The end of a run (all its attempts) or of a follow-up (its one).</summary>
/// <param name="FollowedUp">Nobody waited any more: a video comes late.</param>
/// <param name="Superseded">A later attempt has been started; only a video changes the job's status.</param>
public sealed record JobEnd(
    JobStatus Status, IReadOnlyList<JobAttempt> Attempts, JobError? Error = null, bool FollowedUp = false, bool Superseded = false);

/// <summary>The routes that documents link to.</summary>
public static class JobRoutes
{
    public static string Self(string job) => $"/api/videos/{job}";

    public static string Content(string job) => $"/api/videos/{job}/content";

    public static JobLinks Links(string job, JobStatus status) =>
        new(Self(job), Content(job), status == JobStatus.Ambiguous ? $"/api/videos/{job}/resolve" : null);
}
