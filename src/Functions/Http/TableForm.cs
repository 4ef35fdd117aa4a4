using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Functions.Http;

/// <summary>In which form a caller wants a table: by <c>?format=</c>, or else by the header <c>Accept</c>.</summary>
internal static class TableForm
{
    public const string Csv = "csv";
    public const string CsvType = "text/csv";

    public static bool WantsCsv(HttpRequest request, string otherType)
    {
        if (request.Query["format"].ToString() is { Length: > 0 } format)
        {
            return format == Csv;
        }

        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && Quality(accepted, CsvType) > Quality(accepted, otherType);
    }

    // Of the ranges that include a type, the most specific one says how welcome it is.
    private static double Quality(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        return accepted
            .Where(range => wanted.IsSubsetOf(range))
            .OrderByDescending(range => (range.MatchesAllTypes ? 0 : 1) + (range.MatchesAllSubTypes ? 0 : 1))
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }
}
