using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace VideoPipeline.Storage;

/// <summary>A blob of this installation's account, as requests name it: <c>blob://container/name</c>.</summary>
public sealed partial record BlobReference
{
    public const string Scheme = "blob://";

    private const int LongestName = 1024;

    private BlobReference(string container, string name) => (Container, Name) = (container, name);

    public string Container { get; }

    public string Name { get; }

    /// <summary>Whether the text means a blob at all, well written or not.</summary>
    public static bool IsMeant(string? text) => text?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Takes one spelling of each blob and no other: no account, port, user or query, no container of the service's own (<c>$root</c>),
    /// and no name that a URL parser on the way would read as another one.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out BlobReference? reference)
    {
        reference = Pattern().Match(text ?? "") is { Success: true } match && NameIsPlain(match.Groups["name"].Value)
            ? new BlobReference(match.Groups["container"].Value, match.Groups["name"].Value)
            : null;
        return reference is not null;
    }

    public override string ToString() => $"{Scheme}{Container}/{Name}";

    private static bool NameIsPlain(string name) =>
        name.Length <= LongestName
        && !EscapedByte().IsMatch(name)
        && Array.TrueForAll(name.Split('/'), segment => segment.Length > 0 && segment[0] != '$' && segment[^1] != '.' && segment.Trim() == segment);

    // \p{C}: control and format characters, half surrogates, what is not assigned.
    [GeneratedRegex("^blob://(?<container>[a-z0-9](?:-?[a-z0-9]){2,62})/(?<name>[^\\\\?#\\p{C}]+)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex EscapedByte();
}
