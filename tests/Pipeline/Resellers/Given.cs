using VideoPipeline.Requests;

namespace VideoPipeline.Tests.Resellers;

/// <summary>Requests to start a test from.</summary>
internal static class Given
{
    public const string Image = "https://a/1.png";
    public const string Video = "https://a/1.mp4";
    public const string Audio = "https://a/1.mp3";

    public static VideoRequest Text(string model = ModelNames.Seedance) => new()
    {
        Model = model,
        Operation = Operations.TextToVideo,
        Prompt = "p",
        Duration = 5,
        Resolution = "720p",
        AspectRatio = "16:9",
    };

    /// <summary>A request with the least inputs that the operation needs.</summary>
    public static VideoRequest For(string operation, string model = ModelNames.Seedance)
    {
        var request = Text(model) with { Operation = operation };
        return operation switch
        {
            Operations.TextToVideo => request,
            Operations.ImageToVideo => request with { FirstFrame = Image },
            Operations.StartEndToVideo => request with { FirstFrame = Image, LastFrame = "https://a/2.png" },
            Operations.ReferenceToVideo => request with { ReferenceImages = [Image] },
            Operations.VideoToVideo => request with { ReferenceVideos = [new ReferenceVideo(Video, 5)] },
            Operations.VideoExtension => request with { SourceTaskId = "job-1" },
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
        };
    }
}
