namespace VideoPipeline.Simulator.Serving;

/// <summary>The refusals that do not depend on the request.</summary>
internal static class Refusals
{
    public static readonly Refusal InvalidKey = new(401, RefusalKind.InvalidKey, "The API key is missing or invalid");
    public static readonly Refusal TaskNotFound = new(404, RefusalKind.TaskNotFound, "The task does not exist");
    public static readonly Refusal InsufficientBalance = new(402, RefusalKind.InsufficientBalance, "Insufficient balance");
    public static readonly Refusal NotCancellable =
        new(409, RefusalKind.TaskNotCancellable, "Only a queued task can be cancelled");
    public static readonly Refusal CancelNotSupported = new(400, RefusalKind.CancelNotSupported, "This task cannot be cancelled");
    public static readonly Refusal Broken = new(500, RefusalKind.ServerError, "The server had an error");
    public static readonly Refusal Moderated = new(400, RefusalKind.Moderation, "The prompt may contain sensitive information");
    public static readonly Refusal UnreadableImage = Refusal.Invalid("image_url", "The image could not be downloaded or is not an image");
}
