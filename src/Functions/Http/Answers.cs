using Microsoft.AspNetCore.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Http;

/// <summary>How every route answers: snake_case JSON, and RFC 9457 problem details with a stable code.</summary>
internal static class Answers
{
    public const string ProblemType = "application/problem+json";

    public static IResult Ok<T>(T value) => Results.Json(value, Json.Options);

    public static IResult Accepted<T>(HttpRequest request, string location, T value)
    {
        request.HttpContext.Response.Headers.Location = location;
        request.HttpContext.Response.Headers.RetryAfter = "5";
        return Results.Json(value, Json.Options, statusCode: StatusCodes.Status202Accepted);
    }

    public static IResult Refused(Problem problem) => Results.Json(BodyOf(problem), Json.Options, ProblemType, problem.Status);

    public static ProblemBody BodyOf(Problem problem) => new(
        $"urn:problem:{problem.Code}",
        Title(problem.Status),
        problem.Status,
        problem.Detail,
        problem.Code,
        problem.Errors.Count == 0 ? null : problem.Errors);

    public static IResult Refused(int status, string code, string detail) => Refused(new Problem(status, code, detail));

    public static IResult NotFound(string what, string id) =>
        Refused(StatusCodes.Status404NotFound, $"{what}_not_found", $"There is no {what} '{id}'.");

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Content too large",
        415 => "Unsupported media type",
        422 => "Unprocessable content",
        503 => "Service unavailable",
        _ => "Refused",
    };
}

/// <summary>RFC 9457 problem details.</summary>
/// <param name="Code">Stable; the type ends with it.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<FieldError>? Errors);
