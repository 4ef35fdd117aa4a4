namespace VideoPipeline.Requests;

/// <summary>Knows the image types that may stand inline in a request by their first bytes.</summary>
internal static class ImageSignature
{
    private static readonly (string ContentType, string Extension)[] Known =
    [
        ("image/png", "png"),
        ("image/jpeg", "jpg"),
        ("image/webp", "webp"),
        ("image/gif", "gif"),
        ("image/bmp", "bmp"),
    ];

    public static string Supported { get; } = string.Join(", ", Known.Select(k => k.ContentType));

    public static bool IsSupported(string contentType) => Known.Any(k => k.ContentType == contentType);

    public static string ExtensionOf(string contentType) =>
        Known.FirstOrDefault(k => k.ContentType == contentType).Extension ?? "bin";

    /// <summary>The content type that the bytes prove, or null.</summary>
    public static string? ContentTypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'B', (byte)'M', ..] when bytes.Length >= 26 => "image/bmp",
        _ => null,
    };
}
