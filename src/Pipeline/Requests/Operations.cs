namespace VideoPipeline.Requests;

/// <summary>The six operations of the model family, and how they follow from the inputs of a request.</summary>
public static class Operations
{
    public const string TextToVideo = "text-to-video";

    public const string ImageToVideo = "image-to-video";

    public const string StartEndToVideo = "start-end-to-video";

    public const string ReferenceToVideo = "reference-to-video";

    public const string VideoToVideo = "video-to-video";

    public const string VideoExtension = "video-extension";

    public static IReadOnlyList<string> All { get; } =
        [TextToVideo, ImageToVideo, StartEndToVideo, ReferenceToVideo, VideoToVideo, VideoExtension];

    /// <summary>
    /// The operation that the inputs alone mean. Frames together with references are a reference-to-video; videos without images
    /// are a video-to-video.
    /// </summary>
    internal static string Infer(InputKinds inputs) => inputs switch
    {
        { SourceTask: true } => VideoExtension,
        { Images: true } => ReferenceToVideo,
        { FirstFrame: true } when inputs.Videos || inputs.Audios => ReferenceToVideo,
        { Videos: true } => VideoToVideo,
        { FirstFrame: true, LastFrame: true } => StartEndToVideo,
        { FirstFrame: true } => ImageToVideo,
        _ => TextToVideo,
    };

    /// <summary>Why the inputs do not fit the operation, or null when they do.</summary>
    internal static string? Mismatch(string operation, InputKinds inputs)
    {
        var references = inputs.Images || inputs.Videos || inputs.Audios;
        var frames = inputs.FirstFrame || inputs.LastFrame;
        return operation switch
        {
            TextToVideo when frames || references || inputs.SourceTask => "takes a prompt only",
            ImageToVideo when !inputs.FirstFrame || inputs.LastFrame || references || inputs.SourceTask =>
                "takes a prompt and first_frame, and nothing else",
            StartEndToVideo when !inputs.FirstFrame || !inputs.LastFrame || references || inputs.SourceTask =>
                "takes a prompt, first_frame and last_frame, and nothing else",
            ReferenceToVideo when !references || inputs.SourceTask =>
                "takes a prompt and reference_images, reference_videos or reference_audios",
            VideoToVideo when !inputs.Videos || inputs.Images || frames || inputs.SourceTask =>
                "takes a prompt and reference_videos, without images",
            VideoExtension when !inputs.SourceTask || frames || references => "takes a prompt and source_task_id, and nothing else",
            _ => null,
        };
    }
}

/// <summary>Which kinds of input a request has.</summary>
internal readonly record struct InputKinds(bool FirstFrame, bool LastFrame, bool Images, bool Videos, bool Audios, bool SourceTask)
{
    public bool AnythingToSee => FirstFrame || LastFrame || Images || Videos || SourceTask;
}
