using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Batches;

/// <summary>Answers about batches: problems that name lines.</summary>
internal static class BatchAnswers
{
    public static IResult Refused(BatchAdmission.Refused refused)
    {
        if (refused.Faults is not { Count: > 0 } faults)
        {
            return Answers.Refused(refused.Problem);
        }

        return Results.Json(
            new LineProblem(
                $"urn:problem:{refused.Problem.Code}",
                refused.Problem.Status == 400 ? "Bad request" : "Refused",
                refused.Problem.Status,
                refused.Problem.Detail,
                refused.Problem.Code,
                faults.Kept,
                faults.Count),
            Json.Options,
            Answers.ProblemType,
            refused.Problem.Status);
    }

    /// <summary>The batch, what of its input was skipped, and how many items today's budget is not enough for.</summary>
    public static JsonObject With(BatchDocument batch, LineFaults faults, int expectedFailures)
    {
        var json = JsonSerializer.SerializeToNode(batch, Json.Options)!.AsObject();
        var taken = new TakenBatch(faults.Count > 0 ? faults.Kept : null, expectedFailures > 0 ? expectedFailures : null);
        foreach (var (name, value) in JsonSerializer.SerializeToNode(taken, Json.Options)!.AsObject().ToList())
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }
}

/// <summary>A problem that names lines.</summary>
/// <param name="Errors">The first thousand.</param>
/// <param name="TotalErrors">How many there are.</param>
internal sealed record LineProblem(
    string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<LineError> Errors, int TotalErrors);

/// <summary>A batch that was taken.</summary>
/// <param name="SkippedErrors">What was skipped as it was not valid; the first thousand.</param>
/// <param name="ExpectedFailures">How many items today's budget is not enough for.</param>
internal sealed record TakenBatch(IReadOnlyList<LineError>? SkippedErrors, int? ExpectedFailures);
