namespace VideoPipeline.Jobs;

/// <summary>Why a job or an attempt has no video (yet): a stable code, and the provider's own words.</summary>
public sealed record JobError(string Code, string? Message = null, string? ProviderCode = null, string? ProviderMessage = null)
{
    /// <summary>What is in front of a code that says why a finished video is not stored.</summary>
    public const string Output = "output_";

    /// <summary>Nobody can tell whether an attempt was taken.</summary>
    /// <param name="why">What was seen, as a sentence; null when that is not known here.</param>
    public static JobError Ambiguous(string code, string? provider, string? why = null) => new(
        code,
        $"Nobody can tell yet whether {provider ?? "the provider"} has taken the job: {why ?? Seen(code)} Nothing is sent again by itself; an operator answers with POST …/resolve.");

    private static string Seen(string code) => code switch
    {
        "timeout" => "no answer came in time.",
        "connection_lost" => "the connection broke off after the request was sent.",
        "submission_interrupted" => "the process that sent it was interrupted.",
        "unreadable_answer" => "its answer names no task.",
        "unexpected_redirect" => "it answered with a redirect.",
        _ => "its answer proves neither.",
    };

    /// <summary>A code of ours with its sentence.</summary>
    public static JobError Of(string code) => new(code, code switch
    {
        "abandoned" => "An operator has given the attempt up. It is still followed, because it may have been paid for.",
        "batch_interrupted" => "The batch was interrupted before this item was submitted. It can be retried.",
        "cancel_requested" => "The provider has not confirmed the cancel. The task is followed until it ends.",
        "cancelled" => "The job was cancelled.",
        "deadline_passed" => "The provider has not finished in time. The task is followed, and its video will be stored when it comes.",
        "orchestration_failed" => "The job was interrupted and will be taken up again.",
        Output + "expired_url" => "The link to the finished video has expired.",
        Output + "forbidden_address" => "The link to the finished video leads where no result is fetched from.",
        Output + "missing_url" => "The provider has finished without a link to a video.",
        Output + "not_media" => "What the link to the finished video gives is no video.",
        Output + "too_large" => "The finished video is larger than allowed.",
        Output + "too_slow" => "The finished video does not come fast enough to be fetched whole.",
        Output + "truncated" => "The finished video was not delivered whole.",
        _ when code.StartsWith(Output, StringComparison.Ordinal) => "The finished video could not be fetched.",
        _ => null,
    });
}
