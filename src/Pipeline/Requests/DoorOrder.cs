namespace VideoPipeline.Requests;

/// <summary>That a request came through a front door: whose dialect its answers are in, and what of the order is no part of the video.</summary>
/// <param name="Door">The reseller whose dialect it is.</param>
/// <param name="CallbackUrl">Where the end of the task is told in that dialect.</param>
public sealed record DoorOrder(string Door, string? CallbackUrl = null);
