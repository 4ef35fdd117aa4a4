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
            "application/problem+json",
            refused.Problem.Status);
    }

    /// <summary>The batch, what of its input was skipped, and how many items today's budget is not enough for.</summary>
    public static JsonObject With(BatchDocument batch, LineFaults faults, int expectedFailures)
    {
        var json = JsonSerializer.SerializeToNode(batch, Json.Options)!.AsObject();
        if (faults.Count > 0)
        {
            json["skipped_errors"] = JsonSerializer.SerializeToNode(faults.Kept, Json.Options);
        }

        if (expectedFailures > 0)
        {
            json["expected_failures"] = expectedFailures;
        }

        return json;
    }

    private sealed record LineProblem(
        string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<LineError> Errors, int TotalErrors);
}
