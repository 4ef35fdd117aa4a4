namespace VideoPipeline.Requests;

/// <summary>
/// One validated, normalised request for a video, as it is stored in <c>jobs/{job}/request.json</c>. Canonical model and
/// operation names; inline images have already been moved to blobs.
/// </summary>
public sealed record VideoRequest
{
    public int Schema { get; init; } = 1;

    /// <summary><c>auto</c> or the name of a provider.</summary>
    public string Provider { get; init; } = "auto";

    /// <summary><c>seedance-2.0</c>, <c>seedance-2.0-fast</c> or <c>seedance-2.0-mini</c>.</summary>
    public required string Model { get; init; }

    /// <summary>One of the six operations of seed 002.</summary>
    public required string Operation { get; init; }

    public required string Prompt { get; init; }

    /// <summary>Seconds of output.</summary>
    public required int Duration { get; init; }

    /// <summary><c>480p</c>, <c>720p</c>, <c>1080p</c> or <c>4k</c>.</summary>
    public required string Resolution { get; init; }

    /// <summary>For example <c>16:9</c>; always sent, because the providers' defaults differ.</summary>
    public required string AspectRatio { get; init; }

    public string? FirstFrame { get; init; }

    public string? LastFrame { get; init; }

    public IReadOnlyList<string> ReferenceImages { get; init; } = [];

    public IReadOnlyList<ReferenceVideo> ReferenceVideos { get; init; } = [];

    public IReadOnlyList<string> ReferenceAudios { get; init; } = [];

    /// <summary>The id of a job of ours whose video is extended or edited.</summary>
    public string? SourceTaskId { get; init; }

    public bool? GenerateAudio { get; init; }

    public bool? Watermark { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public string? WebhookUrl { get; init; }

    public decimal? MaxCostUsd { get; init; }

    /// <summary>Null when the request came in as one of ours.</summary>
    public DoorOrder? Door { get; init; }
}

/// <summary>A reference video; <paramref name="Duration"/> in seconds decides what providers bill for it.</summary>
public sealed record ReferenceVideo(string Url, decimal? Duration = null);
