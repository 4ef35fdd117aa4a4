using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>POST /api/batches/preview</c>: takes what <c>POST /api/batches</c> takes, and starts nothing.</summary>
public sealed class PostBatchPreview(BatchPreviews previews, RequestRules rules)
{
    [Function(nameof(PostBatchPreview))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/preview")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (submission, problem) = BatchReading.Read(request, rules);
        if (submission is null)
        {
            return Answers.Refused(problem!);
        }

        var (preview, refusal) = await previews.OfAsync(submission, cancellationToken);
        return preview is null ? Answers.Refused(refusal!) : Answers.Ok(preview);
    }
}
