using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

/// <summary>Takes a catalogue through the API: quotes, submits, follows, and checks what was promised.</summary>
/// <param name="output">Where videos and covers are left; null: nowhere.</param>
internal sealed class DemoRun(Session session, DemoOutput? output = null)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // New for every run: with last run's keys, the host would rightly answer last run's jobs.
    private readonly string _runKey = VideosApi.NewIdempotencyKey();

    public async Task<IReadOnlyList<DemoResult>> GenerateAsync(IReadOnlyList<CatalogItem> items, CancellationToken cancellationToken)
    {
        var submissions = await SubmitAsync(items, [.. items.Select(_ => TimeSpan.Zero)], cancellationToken);
        var jobs = await FollowAsync(submissions, cancellationToken);
        return await CheckAsync(submissions, jobs, cancellationToken);
    }

    /// <param name="moments">When each item is submitted, counted from now.</param>
    public async Task<IReadOnlyList<DemoSubmission>> SubmitAsync(
        IReadOnlyList<CatalogItem> items, IReadOnlyList<TimeSpan> moments, CancellationToken cancellationToken) =>
        await Task.WhenAll(items.Select((item, number) => SubmitAsync(item, number, moments[number], cancellationToken)));

    /// <summary>The jobs in the order of their submissions, when all are settled or parked.</summary>
    public async Task<IReadOnlyList<Job>> FollowAsync(IReadOnlyList<DemoSubmission> submissions, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestWait, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var looks = await JobProgressView.FollowAsync(session, [.. submissions.Select(submission => submission.Job)], Interval, either.Token);
            return [.. looks.Select(look => look.Job)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"The videos are not done after {LongestWait.TotalMinutes:0} minutes.");
        }
    }

    public async Task<IReadOnlyList<DemoResult>> CheckAsync(
        IReadOnlyList<DemoSubmission> submissions, IReadOnlyList<Job> jobs, CancellationToken cancellationToken) =>
        await Task.WhenAll(submissions.Zip(jobs, (submission, job) => CheckAsync(submission, job, cancellationToken)));

    private async Task<DemoSubmission> SubmitAsync(CatalogItem item, int number, TimeSpan moment, CancellationToken cancellationToken)
    {
        if (moment > TimeSpan.Zero)
        {
            await Task.Delay(moment, session.Time, cancellationToken);
        }

        var quotes = session.Host.QuoteVideoAsync(ForAnyProvider(item), cancellationToken);
        var json = await session.Host.SubmitVideoAsync(item.Request, $"{_runKey}-{number}", cancellationToken);
        return new DemoSubmission(item, new LabelledJob(item.Name, Job.Read(json).Id), QuoteAnswer.Read(await quotes));
    }

    private static System.Text.Json.Nodes.JsonObject ForAnyProvider(CatalogItem item)
    {
        var request = item.Request.DeepClone().AsObject();
        request["provider"] = "auto";
        return request;
    }

    private async Task<DemoResult> CheckAsync(DemoSubmission submission, Job job, CancellationToken cancellationToken)
    {
        var fault = job.Succeeded
            ? await VideoFaultAsync(submission.Item, job, cancellationToken) ?? BillFault(job)
            : job.Error is { } error ? $"{job.Status}: {error.Text}" : job.Status;
        return new DemoResult(submission.Item, job, submission.Quotes, fault);
    }

    private async Task<string?> VideoFaultAsync(CatalogItem item, Job job, CancellationToken cancellationToken)
    {
        await using var target = output?.Create(item.Name, ".mp4") ?? Stream.Null;
        var facts = await VideoContent.DownloadAsync(session, job.Id, target, cancellationToken);
        if (output is not null && job.Output?.Cover is not null)
        {
            await using var cover = output.Create(item.Name, ".jpg");
            await VideoContent.DownloadAsync(session, job.Id, cover, cancellationToken, "?file=cover");
        }

        return facts.DifferenceFrom(job.Output?.Video) is { } difference ? $"the stored video is {difference}" : null;
    }

    private static string? BillFault(Job job) => job.Usage?.AmountUsd is { } billed && billed == job.Quote?.AmountUsd
        ? null
        : $"billed {Money.Usd(job.Usage)} where {Money.Usd(job.Quote)} was quoted";
}

/// <summary>An item that the host has taken, and what it would cost elsewhere.</summary>
internal sealed record DemoSubmission(CatalogItem Item, LabelledJob Job, QuoteAnswer Quotes);
