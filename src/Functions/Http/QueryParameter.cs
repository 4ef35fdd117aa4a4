using System.Globalization;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Http;

/// <summary>A parameter that a route knows, and what it may be. The doors and the API's description read the same one.</summary>
/// <param name="Means">One sentence for the API's description.</param>
/// <param name="Choices">All there are.</param>
/// <param name="Many">Several choices, separated by commas.</param>
internal sealed record QueryParameter(
    string Name,
    string Means,
    QueryKind Kind = QueryKind.Text,
    IReadOnlyList<string>? Choices = null,
    bool Many = false,
    long Min = 0,
    long Max = 256)
{
    public static QueryParameter Choice(string name, string means, params IEnumerable<string> choices) =>
        new(name, means, QueryKind.Choice, [.. choices]);

    public static QueryParameter Whole(string name, string means, long min, long max) => new(name, means, QueryKind.Whole, Min: min, Max: max);

    public static QueryParameter Status<T>(string name, string means)
        where T : struct, Enum =>
        Choice(name, means, Enum.GetValues<T>().Select(Json.Name));

    /// <summary>What is wrong with a value, or null.</summary>
    public FieldError? Fault(string value) => Kind switch
    {
        QueryKind.Choice when Wrong(value) is { } wrong => new FieldError(
            Name, RequestCodes.UnknownValue, $"'{Name}' must be one of {string.Join(", ", Choices!)}{Meant(wrong)}"),
        QueryKind.Whole when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < Min || number > Max =>
            new FieldError(Name, RequestCodes.OutOfRange, $"'{Name}' must be a whole number from {Min} to {Max}."),
        QueryKind.Day when !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) =>
            new FieldError(Name, "invalid_value", $"'{Name}' must be a day like 2026-11-30."),
        QueryKind.Time when ReadTime(value) is null =>
            new FieldError(Name, "invalid_value", $"'{Name}' must be a time like 2026-11-30T12:00:00Z."),
        QueryKind.Cursor when !Cursor.TryRead(value, out _) =>
            new FieldError(Name, "invalid_cursor", "This is no cursor of ours: give the one of the page before, as it is."),
        QueryKind.Text when value.Length > Max => new FieldError(Name, RequestCodes.TooLong, $"'{Name}' has at most {Max} characters."),
        _ => null,
    };

    /// <summary>A day alone is its first instant; no zone is UTC.</summary>
    public static DateTimeOffset? ReadTime(string text) =>
        // A plus in an address is a space until it is written as %2B.
        text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private string? Wrong(string value) => (Many ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value])
        .FirstOrDefault(each => !Choices!.Contains(each));

    private string Meant(string value) => NearestName.Of(value, Choices!) is { } near ? $"; did you mean {near}?" : ".";
}

/// <summary>What a query parameter's value is.</summary>
internal enum QueryKind
{
    Text,
    Choice,
    Whole,
    Day,
    Time,
    Cursor,

    /// <summary>Checked by the route itself, with the rules of the body's fields.</summary>
    Field,
}
