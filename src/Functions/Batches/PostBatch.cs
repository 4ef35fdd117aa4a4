using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>POST /api/batches</c>: JSON, NDJSON, CSV or the name of a manifest; checks every item, writes the batch down and starts it.</summary>
public sealed class PostBatch(BatchDoor door, BatchQueries queries, RequestRules rules)
{
    [Function(nameof(PostBatch))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (submission, problem) = BatchReading.Read(request, rules);
        if (submission is null)
        {
            return Answers.Refused(problem!);
        }

        return await door.AdmitAsync(submission, client, cancellationToken) switch
        {
            BatchAdmission.Refused refused => BatchAnswers.Refused(refused),
            BatchAdmission.Accepted accepted => await AnswerAsync(request, accepted, client, cancellationToken),
            var other => throw new InvalidOperationException($"Unknown admission {other.GetType().Name}."),
        };
    }

    private async Task<IResult> AnswerAsync(
        HttpRequest request, BatchAdmission.Accepted accepted, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var batch = (await queries.FindAsync(accepted.Batch, client, cancellationToken))!.Document;
        var answer = BatchAnswers.With(batch, accepted.Faults, accepted.ExpectedFailures);
        return accepted.IsNew ? Answers.Accepted(request, BatchRoutes.Self(batch.Id), answer) : Answers.Ok(answer);
    }
}
