using VideoPipeline.Jobs;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>A job as a door shows it.</summary>
/// <param name="Id">As the dialect writes it.</param>
/// <param name="VideoUrl">A link to the stored video that works for a day, made anew for each answer.</param>
/// <param name="Price">In the dialect's own unit, by its own published rule; zero for what failed and was not billed.</param>
/// <param name="Error">Why there is no video.</param>
/// <param name="CancelRequested">Somebody has asked for a cancel.</param>
internal sealed record DoorTask(
    string Id,
    VideoRequest Request,
    DateTimeOffset CreatedAt,
    DoorState State,
    int Progress,
    decimal Price,
    string? VideoUrl = null,
    string? CoverUrl = null,
    JobError? Error = null,
    bool CancelRequested = false)
{
    public string ErrorMessage => Error?.Message ?? Error?.ProviderMessage ?? "The video could not be made.";
}

internal enum DoorState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
