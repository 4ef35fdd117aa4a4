using System.Buffers.Text;
using VideoPipeline.Storage;

namespace VideoPipeline.Requests;

/// <summary>Checks one input of a request: an https URL, a <c>blob://</c> reference or, for images, a data URI.</summary>
internal sealed class InputReferences(RequestRules rules, FieldErrors errors)
{
    /// <summary>Longest URL taken; a blob URL with a SAS stays far below.</summary>
    internal const int MaxUrlLength = 4096;

    private readonly List<InlineInput> inline = [];

    public IReadOnlyList<InlineInput> Inline => inline;

    /// <summary>The image reference as it stands, or null when it is wrong.</summary>
    public string? Image(string field, string? value) =>
        value is not null && value.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            ? DataUri(field, value)
            : Media(field, value);

    /// <summary>The reference to a video or to audio as it stands, or null when it is wrong.</summary>
    public string? Media(string field, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong(field, RequestCodes.UnsupportedMediaType, $"'{field}' cannot be inline: only images may be.");
        }

        return BlobReference.IsMeant(value) ? Blob(field, value) : Url(field, value);
    }

    /// <summary>An absolute https URL without credentials; http only where the rules allow it.</summary>
    public string? Url(string field, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value.Length > MaxUrlLength)
        {
            return Wrong(field, RequestCodes.TooLong, $"'{field}' is longer than {MaxUrlLength} characters.");
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0
            || !value.Contains("://", StringComparison.Ordinal) || value.AsSpan().ContainsAny(" \t\r\n\\"))
        {
            return Wrong(field, RequestCodes.InvalidUrl, $"'{field}' is not an absolute https URL.");
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !rules.AllowHttp)
        {
            return Wrong(field, RequestCodes.InsecureUrl, $"'{field}' must be https.");
        }

        return uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp
            ? value
            : Wrong(field, RequestCodes.InvalidUrl, $"'{field}' is not an absolute https URL.");
    }

    /// <summary>A blob in a container of inputs.</summary>
    public string? Blob(string field, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (!BlobReference.TryParse(value, out var blob))
        {
            return Wrong(field, RequestCodes.InvalidBlob, $"'{field}' is not blob://container/name.");
        }

        return rules.Takes(blob) ? value : Wrong(field, RequestCodes.ForbiddenBlob, $"'{field}' names a container that holds no inputs.");
    }

    private string? DataUri(string field, string value)
    {
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        var header = comma < 0 ? "" : value[5..comma];
        if (!header.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong(field, RequestCodes.InvalidDataUri, $"'{field}' is not data:image/…;base64,….");
        }

        var contentType = header.Split(';')[0].Trim().ToLowerInvariant() is var type && type == "image/jpg" ? "image/jpeg" : type;
        if (!ImageSignature.IsSupported(contentType))
        {
            return Wrong(field, RequestCodes.UnsupportedMediaType, $"'{field}' must be one of {ImageSignature.Supported}.");
        }

        if (Decoded(field, value.AsSpan(comma + 1)) is not { } bytes)
        {
            return null;
        }

        if (ImageSignature.ContentTypeOf(bytes) != contentType)
        {
            return Wrong(field, RequestCodes.MediaTypeMismatch, $"The bytes of '{field}' are not {contentType}.");
        }

        inline.Add(new InlineInput(field, contentType, bytes));
        return value;
    }

    private byte[]? Decoded(string field, ReadOnlySpan<char> base64)
    {
        if (base64.Length / 4L * 3L > rules.MaxInlineBytes + 3L)
        {
            Wrong(field, RequestCodes.InputTooLarge, $"'{field}' is larger than {rules.MaxInlineBytes} bytes.");
            return null;
        }

        if (base64.IsEmpty || !Base64.IsValid(base64, out var length))
        {
            Wrong(field, RequestCodes.InvalidDataUri, $"'{field}' holds no valid base64.");
            return null;
        }

        if (length > rules.MaxInlineBytes)
        {
            Wrong(field, RequestCodes.InputTooLarge, $"'{field}' is larger than {rules.MaxInlineBytes} bytes.");
            return null;
        }

        var bytes = new byte[length];
        return Convert.TryFromBase64Chars(base64, bytes, out _) ? bytes : null;
    }

    private string? Wrong(string field, string code, string message)
    {
        errors.Add(field, code, message);
        return null;
    }
}
