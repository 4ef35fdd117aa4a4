using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Reads query parameters; what cannot be read is an <see cref="ArgumentException"/>, which becomes a 400.</summary>
internal static class QueryText
{
    public static bool Flag(this IQueryCollection query, string name, bool fallback = false) =>
        query[name].ToString() switch
        {
            "" => fallback,
            var text => bool.TryParse(text, out var value) ? value : throw Unreadable(name, text),
        };

    public static int? Number(this IQueryCollection query, string name) =>
        query[name].ToString() switch
        {
            "" => null,
            var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Unreadable(name, text),
        };

    public static DateTimeOffset? Time(this IQueryCollection query, string name) =>
        query[name].ToString() switch
        {
            "" => null,
            var text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
                ? value
                : throw Unreadable(name, text),
        };

    public static IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(this IQueryCollection query) =>
        query["runtimeStatus"].ToString() switch
        {
            "" => null,
            var text => text
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                    ? status
                    : throw Unreadable("runtimeStatus", name))
                .ToList(),
        };

    private static ArgumentException Unreadable(string name, string text) => new($"'{text}' is no value for '{name}'.", name);
}
