using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

/// <summary>Takes a catalogue through the API: quotes, submits, follows, and checks what was promised.</summary>
internal sealed class DemoRun(Session session)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // New for every run: with last run's keys, the host would rightly answer last run's jobs.
    private readonly string _runKey = VideosApi.NewIdempotencyKey();

    public async Task<IReadOnlyList<DemoResult>> GenerateAsync(IReadOnlyList<CatalogItem> items, CancellationToken cancellationToken)
    {
        var submissions = await Task.WhenAll(items.Select((item, number) => SubmitAsync(item, number, cancellationToken)));
        var settled = await FollowAsync([.. submissions.Select(submission => submission.Job)], cancellationToken);
        return await Task.WhenAll(submissions.Zip(settled, (submission, look) => CheckAsync(submission, look.Job, cancellationToken)));
    }

    private async Task<IReadOnlyList<JobLook>> FollowAsync(IReadOnlyList<LabelledJob> jobs, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestWait, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await JobProgressView.FollowAsync(session, jobs, Interval, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"The videos are not done after {LongestWait.TotalMinutes:0} minutes.");
        }
    }

    private async Task<Submission> SubmitAsync(CatalogItem item, int number, CancellationToken cancellationToken)
    {
        var quotes = session.Host.QuoteVideoAsync(ForAnyProvider(item), cancellationToken);
        var json = await session.Host.SubmitVideoAsync(item.Request, $"{_runKey}-{number}", cancellationToken);
        return new Submission(item, new LabelledJob(item.Name, Job.Read(json).Id), QuoteAnswer.Read(await quotes));
    }

    private static System.Text.Json.Nodes.JsonObject ForAnyProvider(CatalogItem item)
    {
        var request = item.Request.DeepClone().AsObject();
        request["provider"] = "auto";
        return request;
    }

    private async Task<DemoResult> CheckAsync(Submission submission, Job job, CancellationToken cancellationToken)
    {
        var fault = job.Succeeded
            ? await VideoFaultAsync(job, cancellationToken) ?? BillFault(job)
            : job.Error is { } error ? $"{job.Status}: {error.Text}" : job.Status;
        return new DemoResult(submission.Item, job, submission.Quotes, fault);
    }

    private async Task<string?> VideoFaultAsync(Job job, CancellationToken cancellationToken)
    {
        var facts = await VideoContent.DownloadAsync(session, job.Id, Stream.Null, cancellationToken);
        return facts.DifferenceFrom(job.Output?.Video) is { } difference ? $"the stored video is {difference}" : null;
    }

    private static string? BillFault(Job job) => job.Usage?.AmountUsd is { } billed && billed == job.Quote?.AmountUsd
        ? null
        : $"billed {Money.Usd(job.Usage)} where {Money.Usd(job.Quote)} was quoted";

    private sealed record Submission(CatalogItem Item, LabelledJob Job, QuoteAnswer Quotes);
}
