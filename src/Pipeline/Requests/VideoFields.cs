using System.Collections.Frozen;
using VideoPipeline.Resellers;

namespace VideoPipeline.Requests;

/// <summary>The fields of a video request: the whole table.</summary>
public static class VideoFields
{
    /// <summary>The longest that a reference video may be.</summary>
    public const decimal MaxVideoSeconds = 3600;

    public static readonly FieldRule Provider = new(
        "provider", FieldKind.Choice, "Who makes the video; auto: the cheapest that can.", "\"auto\"", ["auto", .. KnownResellers.Names], Default: "auto");

    public static readonly FieldRule Model = new(
        "model", FieldKind.Model, "The model, in our spelling or a reseller's.", "\"seedance-2.0\"", ModelNames.All, Default: ModelNames.Seedance);

    public static readonly FieldRule Operation = new(
        "operation", FieldKind.Choice, "What is made of which inputs; follows from the inputs when absent.", "\"text-to-video\"", Operations.All);

    public static readonly FieldRule Prompt = new(
        "prompt", FieldKind.Text, "What the video shows.", "\"A walnut desk lamp turns slowly\"", MaxLength: new RequestRules().MaxPromptLength, Required: true);

    public static readonly FieldRule Duration = new("duration", FieldKind.Whole, "Seconds of output.", "5", Min: 4, Max: 15, Default: "5");

    public static readonly FieldRule Resolution = new(
        "resolution", FieldKind.Choice, "The height of the picture.", "\"720p\"", Formats.Resolutions, Default: "720p");

    public static readonly FieldRule AspectRatio = new(
        "aspect_ratio", FieldKind.Choice, "Width to height; 16:9 when absent, or adaptive at a named reseller that goes by the image.", "\"16:9\"", Formats.AspectRatios);

    public static readonly FieldRule FirstFrame = new("first_frame", FieldKind.Image, "The image that the video begins with.", "\"https://example.com/first.png\"");

    public static readonly FieldRule LastFrame = new(
        "last_frame", FieldKind.Image, "The image that the video ends with; needs first_frame.", "\"https://example.com/last.png\"");

    public static readonly FieldRule ReferenceImages = new(
        "reference_images", FieldKind.Images, "Images of what the video shows.", "[\"blob://uploads/lamp.png\"]", MaxItems: 9);

    public static readonly FieldRule ReferenceVideos = new(
        "reference_videos", FieldKind.Videos, "Videos to go by; one whose seconds are not given is quoted as the longest there is.",
        "[{\"url\": \"https://example.com/turn.mp4\", \"duration\": 4.5}]", MaxItems: 3);

    public static readonly FieldRule ReferenceAudios = new(
        "reference_audios", FieldKind.Medias, "Sound to go by, beside images or videos.", "[\"https://example.com/tune.mp3\"]", MaxItems: 3);

    public static readonly FieldRule SourceTaskId = new(
        "source_task_id", FieldKind.Text, "The id of a job of ours whose video goes on.", "\"vid_0199a1b2c3d4e5f60718293a4b5c6d7e\"", MaxLength: 200);

    public static readonly FieldRule GenerateAudio = new("generate_audio", FieldKind.Flag, "Whether the video has sound; the reseller's default when absent.", "true");

    public static readonly FieldRule Watermark = new("watermark", FieldKind.Flag, "Whether the video is marked as made by a machine.", "false");

    public static readonly FieldRule Seed = new("seed", FieldKind.Whole, "The same seed makes a similar video; -1: any.", "42", Min: -1, Max: uint.MaxValue);

    public static readonly FieldRule Metadata = new(
        "metadata", FieldKind.Pairs, "Your own pairs: carried to the stored video, the ledger, events and results.", "{\"sku\": \"LAMP-1\"}",
        MaxItems: RequestMetadata.MaxPairs, MaxLength: RequestMetadata.MaxBytes);

    public static readonly FieldRule WebhookUrl = new(
        "webhook_url", FieldKind.Url, "Where the job's events are posted, signed.", "\"https://example.com/hooks/video\"", MaxLength: InputReferences.MaxUrlLength);

    public static readonly FieldRule MaxCostUsd = new(
        "max_cost_usd", FieldKind.Amount, "No attempt is made whose quote is above it.", "\"2.5\"", Max: 1_000_000);

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        Provider, Model, Operation, Prompt, Duration, Resolution, AspectRatio, FirstFrame, LastFrame, ReferenceImages, ReferenceVideos,
        ReferenceAudios, SourceTaskId, GenerateAudio, Watermark, Seed, Metadata, WebhookUrl, MaxCostUsd,
    ];

    public static FrozenDictionary<string, FieldRule> ByName { get; } = All.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);

    public static IReadOnlySet<string> Names { get; } = All.Select(rule => rule.Name).ToFrozenSet(StringComparer.Ordinal);
}
