using System.Globalization;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Http;

/// <summary>Reads a query that <see cref="StrictQuery"/> has let through. An empty value is an absent one.</summary>
internal sealed class QueryValues(IQueryCollection query)
{
    /// <summary>A cursor in our form that storage does not know.</summary>
    public static Problem InvalidCursor => new(
        400, "invalid_query", "The query cannot be read.", [new FieldError("cursor", "invalid_cursor", "This is no cursor of ours.")]);

    public string? Continuation => Http.Cursor.TryRead(Text("cursor"), out var continuation) ? continuation : null;

    public string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    public int? Whole(string name) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public DateTimeOffset? Time(string name) => Text(name) is { } text ? QueryParameter.ReadTime(text) : null;

    public DateOnly? Day(string name) => Text(name) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public T? Status<T>(string name)
        where T : struct, Enum =>
        Text(name) is { } text ? Enum.GetValues<T>().First(value => Json.Name(value) == text) : null;
}
