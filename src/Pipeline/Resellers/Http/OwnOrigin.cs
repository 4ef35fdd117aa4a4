namespace VideoPipeline.Resellers.Http;

/// <summary>Keeps keys at home: an address from an answer is followed only on the provider's own origin.</summary>
internal static class OwnOrigin
{
    /// <summary>The absolute address, or null when nothing usable was given or it leads anywhere else.</summary>
    public static Uri? Resolve(Uri baseUri, string? given)
    {
        if (string.IsNullOrWhiteSpace(given) || given.Contains('\\') || !Uri.TryCreate(baseUri, given, out var uri))
        {
            return null;
        }

        var same = Uri.Compare(baseUri, uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        return same && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 ? uri : null;
    }
}
