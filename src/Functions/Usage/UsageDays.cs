using System.Globalization;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Usage;

/// <summary>The days that a query of the ledger names.</summary>
internal static class UsageDays
{
    private const int MaxDays = 400;

    /// <summary>From <c>from</c> to <c>to</c>; the last thirty days and today by default.</summary>
    public static (DateOnly From, DateOnly To) Read(IQueryCollection query, TimeProvider time, List<FieldError> errors)
    {
        var to = Day(query, "to", errors) ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = Day(query, "from", errors) ?? to.AddDays(-30);
        if (from > to || to.DayNumber - from.DayNumber > MaxDays)
        {
            errors.Add(new FieldError("from", "invalid_range", $"from must not be after to, and at most {MaxDays} days before it."));
        }

        return (from, to);
    }

    private static DateOnly? Day(IQueryCollection query, string name, List<FieldError> errors)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        errors.Add(new FieldError(name, "invalid_value", $"{name} is a day like 2026-11-30."));
        return null;
    }
}
