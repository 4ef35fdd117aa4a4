using VideoPipeline.Batches;
using VideoPipeline.Budgets;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary>What <see cref="BatchDoor"/> would make of a submission; nothing is written and nothing started.</summary>
public sealed class BatchPreviews(BatchSources sources, BatchItemReader items, DailyBudget budget, TimeProvider time)
{
    public async Task<(BatchPreview? Preview, Problem? Problem)> OfAsync(BatchSubmission submission, CancellationToken cancellationToken)
    {
        var (source, problem) = await sources.OpenAsync(submission, cancellationToken);
        if (source is null)
        {
            return (null, problem);
        }

        await using (source)
        {
            var preview = new BatchPreviewDraft(new DayBudget(await budget.RemainingUsdAsync(time.GetUtcNow(), cancellationToken)));
            await foreach (var raw in source.Items.WithCancellation(cancellationToken))
            {
                if (preview.Items == BatchDoor.MaxItems)
                {
                    break;
                }

                preview.Add(raw, await items.ReadAsync(raw, source.Options, cancellationToken));
            }

            return (preview.Of(source.Options), null);
        }
    }
}
