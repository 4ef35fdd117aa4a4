using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Api;

/// <summary>Every code with which a call is refused: the whole table.</summary>
internal static class ApiProblems
{
    /// <summary>Of a body with a video request in it.</summary>
    public static IReadOnlyList<string> OfBody { get; } =
        [RequestCodes.InvalidJson, RequestCodes.InvalidEncoding, "unreadable_body", RequestCodes.InvalidRequest, RequestCodes.BodyTooLarge, RequestCodes.UnsupportedCharset];

    public static IReadOnlyDictionary<string, ApiProblem> All { get; } = new ApiProblem[]
    {
        new("already_final", 409, "The job has succeeded; there is nothing to cancel."),
        new("already_resolved", 409, "This submit has been resolved already; the first answer stands."),
        new("batch_cancelled", 409, "The batch was cancelled; its items are not run again."),
        new("batch_not_found", 404, "There is no batch 'bat_x'."),
        new("batch_running", 409, "The batch still runs; what fails can be retried when it has ended."),
        new(RequestCodes.BodyTooLarge, 413, "The body is longer than 33554432 bytes."),
        new(RequestCodes.BudgetExceeded, 409, "The items are quoted at 12 USD, and today's budget has 10 left: 4 items would fail. To start all the same, say \"over_budget\": \"accept\"."),
        new("content_gone", 404, "The stored file has been deleted."),
        new("content_not_ready", 409, "The job has no such file (yet)."),
        new("empty_batch", 400, "There is no valid item."),
        new("idempotency_conflict", 409, "This Idempotency-Key was used for another request."),
        new(RequestCodes.InvalidEncoding, 400, "Line 1 is no UTF-8: byte 12."),
        new("invalid_idempotency_key", 400, "An Idempotency-Key has at most 256 characters."),
        new("invalid_items", 400, "1 of 8 items are not valid; nothing was started."),
        new(RequestCodes.InvalidJson, 400, "The body is not valid JSON: see line 1, byte 12."),
        new("invalid_query", 400, "There is no parameter 'statsu'; did you mean 'status'?", new("statsu", RequestCodes.UnknownField, "There is no parameter 'statsu'; did you mean 'status'?")),
        new(RequestCodes.InvalidRequest, 400, "'duration' must be from 4 to 15.", new("duration", RequestCodes.OutOfRange, "'duration' must be from 4 to 15.")),
        new("invalid_resolution", 400, "The body must be {\"task_id\": \"…\"}, {\"action\": \"resubmit\"} or {\"action\": \"abandon\"}."),
        new("invalid_signature", 403, "This is not an address that we gave out."),
        new("manifest_not_found", 422, "The manifest cannot be read.", new("manifest", "manifest_not_found", "There is no blob uploads/autumn.csv that this app may read.")),
        new(RequestCodes.MaxCostExceeded, 422, "The items are quoted at 12 USD, more than 10."),
        new("method_not_allowed", 405, "This route answers to GET, HEAD, POST, not to PUT."),
        new(RequestCodes.NoProvider, 422, "No configured provider can do this.", new("resolution", RequestCodes.UnsupportedResolution, "tokenhub makes 480p, 720p.")),
        new("not_ambiguous", 409, "There is nothing to resolve about this job."),
        new("nothing_to_retry", 409, "No item has failed for good."),
        new("operator_key_not_configured", 403, "This host has no Operator__Key, so operator routes are closed."),
        new("operator_key_required", 403, "This route needs the operator key in the header x-operator-key."),
        new("provider_unreachable", 503, "The provider could not be asked; try again."),
        new("route_not_found", 404, "There is no such route; did you mean /api/videos?"),
        new("submission_in_flight", 409, "The submit may still be under way; try again in a minute or two."),
        new("submission_record_missing", 409, "Nothing was prepared for this attempt."),
        new("task_already_claimed", 409, "The task belongs to another attempt."),
        new("task_does_not_match", 409, "The task has another prompt."),
        new("task_not_found", 409, "The provider does not know this task under our key."),
        new("unreadable_body", 400, "The body cannot be read to its end."),
        new(RequestCodes.UnsupportedByProvider, 422, "tokenhub cannot do this.", new("seed", RequestCodes.UnsupportedFlag, "tokenhub documents no seed.")),
        new(RequestCodes.UnsupportedCharset, 415, "The charset 'klingon' is not known."),
        new(RequestCodes.UnsupportedMediaType, 415, "A batch is application/json, application/x-ndjson or text/csv."),
        new("video_not_found", 404, "There is no video 'vid_x'."),
    }.ToDictionary(problem => problem.Code, StringComparer.Ordinal);

    /// <summary>What <c>error.code</c> of a job may be.</summary>
    public static IReadOnlyList<string> OfJobs { get; } =
    [
        "abandoned", "batch_interrupted", "budget_exceeded", "cancel_refused", "cancel_requested", "cancelled", "circuit_open", "conflict", "connection_failed", "connection_lost", "deadline_passed", "expired", "forbidden",
        "generation_failed", "input_unavailable", "insufficient_balance", "invalid_api_key", "invalid_request", "max_cost_exceeded", "moderation", "no_provider", "not_found", "orchestration_failed",
        "output_expired_url", "output_forbidden_address", "output_missing_url", "output_not_media", "output_too_large", "output_too_slow", "output_truncated",
        "provider_error", "rate_limited", "submission_interrupted", "timeout", "unexpected_redirect", "unexpected_status", "unreadable_answer", "unpriced",
    ];

    /// <summary>What <c>errors[].code</c> may be: what it says about a field.</summary>
    public static IReadOnlyDictionary<string, string> OfFields { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [RequestCodes.AudioAlone] = "Audio needs an image or a video beside it.",
        [RequestCodes.BodyTooLarge] = "The line is too long.",
        [RequestCodes.BudgetExceeded] = "What is left of the day's budget is not enough.",
        [RequestCodes.DuplicateField] = "It stands there more than once.",
        [RequestCodes.Empty] = "It is empty.",
        [RequestCodes.ForbiddenBlob] = "The container holds no inputs.",
        [RequestCodes.InputNotPublic] = "The reseller would have to fetch it from storage that only this app reaches.",
        [RequestCodes.InputTooLarge] = "The file is too large.",
        [RequestCodes.InsecureUrl] = "It must be https.",
        [RequestCodes.InvalidBlob] = "It is not blob://container/name.",
        [RequestCodes.InvalidCharacters] = "It holds characters that it may not.",
        ["invalid_cursor"] = "It is no cursor of ours.",
        [RequestCodes.InvalidDataUri] = "It is not data:image/…;base64,….",
        [RequestCodes.InvalidEncoding] = "It is no text in the encoding of the body.",
        [RequestCodes.InvalidJson] = "The line is not valid JSON.",
        [RequestCodes.InvalidKey] = "The name of a pair is not of the right form.",
        ["invalid_range"] = "The days are not in order, or too many.",
        [RequestCodes.InvalidUrl] = "It is not an absolute https URL.",
        ["invalid_value"] = "It cannot be read.",
        ["item_ambiguous"] = "The item is parked: resolve its job first.",
        ["item_cancelled"] = "The item was cancelled.",
        ["item_timed_out"] = "The item is parked: the reseller still has it.",
        ["malformed_csv"] = "The record is not valid CSV.",
        ["manifest_not_found"] = "There is no such blob that this app may read.",
        [RequestCodes.MaxCostExceeded] = "The quote is above max_cost_usd.",
        [RequestCodes.MediaTypeMismatch] = "The bytes are not what the data URI says.",
        [RequestCodes.MissingInput] = "The reseller needs an input that is not there.",
        [RequestCodes.OperationMismatch] = "The operation does not fit the inputs.",
        [RequestCodes.OutOfRange] = "It is too small or too large.",
        [RequestCodes.ProviderNotConfigured] = "The reseller has no key here.",
        [RequestCodes.Required] = "It is missing.",
        ["source_elsewhere"] = "The source video is at another reseller, which alone can go on from it.",
        ["source_not_ready"] = "The job that it names has no video (yet).",
        [RequestCodes.TooLong] = "It is too long.",
        [RequestCodes.TooManyItems] = "There are too many.",
        [RequestCodes.UnknownField] = "There is no such field.",
        [RequestCodes.UnknownValue] = "It is none of the choices.",
        [RequestCodes.Unpriced] = "There is no price, and one is needed.",
        [RequestCodes.UnsupportedAspectRatio] = "The reseller does not make this ratio.",
        [RequestCodes.UnsupportedDuration] = "The reseller does not make this length.",
        [RequestCodes.UnsupportedFlag] = "The reseller does not document it.",
        [RequestCodes.UnsupportedInput] = "The reseller does not take this input.",
        [RequestCodes.UnsupportedMediaType] = "The file is of a kind that is not taken.",
        [RequestCodes.UnsupportedModel] = "The reseller does not have the model.",
        [RequestCodes.UnsupportedOperation] = "The reseller does not have the operation.",
        [RequestCodes.UnsupportedResolution] = "The reseller does not make this resolution.",
        [RequestCodes.WrongType] = "It is of the wrong type.",
    };
}

/// <summary>A refusal with a detail as it may read.</summary>
internal sealed record ApiProblem(string Code, int Status, string Detail, FieldError? Error = null)
{
    public Problem ToProblem() => new(Status, Code, Detail, Error is null ? null : [Error]);
}
