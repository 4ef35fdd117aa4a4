namespace VideoPipeline.Requests;

/// <summary>What one field of a body may be. The door that reads the field and the API's description take the same rule.</summary>
/// <param name="Means">One sentence for the API's description.</param>
/// <param name="Choices">All values there are.</param>
/// <param name="Default">What an absent field is, as text; null where it has no fixed default.</param>
/// <param name="Example">A value, as JSON.</param>
public sealed record FieldRule(
    string Name,
    FieldKind Kind,
    string Means,
    string Example,
    IReadOnlyList<string>? Choices = null,
    decimal? Min = null,
    decimal? Max = null,
    int? MaxItems = null,
    int? MaxLength = null,
    string? Default = null,
    bool Required = false);

/// <summary>What kind of value a field takes.</summary>
public enum FieldKind
{
    Text,

    /// <summary>One of a list, whatever its case.</summary>
    Choice,

    /// <summary>A model in our spelling or a reseller's.</summary>
    Model,
    Whole,

    /// <summary>Dollars above 0, as a number or a string, with six decimals at the most.</summary>
    Amount,
    Flag,
    Url,

    /// <summary>A blob as <c>container/name</c>.</summary>
    Blob,

    /// <summary>An https URL, a <c>blob://</c> reference or a data URI.</summary>
    Image,

    /// <summary>An https URL or a <c>blob://</c> reference.</summary>
    Media,

    /// <summary>As <see cref="Media"/>, alone or with its seconds.</summary>
    Video,
    Images,
    Medias,
    Videos,

    /// <summary>The caller's own pairs of text.</summary>
    Pairs,

    /// <summary>The fields of a video request.</summary>
    Request,
    Requests,
}
