using VideoPipeline.Storage;

namespace VideoPipeline.Requests;

/// <summary>What the door takes; everything that depends on the installation rather than on the request.</summary>
/// <param name="AllowHttp">Plain http and hosts on private networks, for local runs only.</param>
/// <param name="MaxPromptLength">In Unicode characters; the shortest limit that a provider documents.</param>
/// <param name="MaxInlineBytes">Per inline image, after base64 is decoded.</param>
/// <param name="MaxBodyBytes">Of one JSON body.</param>
/// <param name="Containers">What <c>blob://</c> may name; null takes <see cref="InputContainers.Default"/>.</param>
public sealed record RequestRules(
    bool AllowHttp = false,
    int MaxPromptLength = 2000,
    int MaxInlineBytes = 10 * 1024 * 1024,
    int MaxBodyBytes = 32 * 1024 * 1024,
    IReadOnlyList<string>? Containers = null)
{
    public bool Takes(BlobReference blob) => (Containers ?? InputContainers.Default).Contains(blob.Container, StringComparer.Ordinal);
}
