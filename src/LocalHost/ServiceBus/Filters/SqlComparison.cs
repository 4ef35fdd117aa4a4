using System.Globalization;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

/// <summary>Comparisons of SQL filters: numbers by value whatever their type, all else within one type; null is unknown.</summary>
internal static class SqlComparison
{
    public static bool? Compare(string symbol, object? left, object? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        var order = Order(left, right);
        return symbol switch
        {
            "=" => order == 0,
            "<>" or "!=" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            ">=" => order >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(symbol), symbol, "Not a comparison."),
        };
    }

    /// <summary>Null when the two cannot be compared: only "not equal" holds then.</summary>
    private static int? Order(object left, object right)
    {
        if (Number(left) is { } a && Number(right) is { } b)
        {
            return a.CompareTo(b);
        }

        var (first, second) = (Plain(left), Plain(right));
        return first.GetType() != second.GetType() ? null
            : first is string text ? string.CompareOrdinal(text, (string)second)
            : first is IComparable comparable ? comparable.CompareTo(second)
            : null;
    }

    private static double? Number(object value) => value is sbyte or byte or short or ushort or int or uint or long or ulong
        or float or double or decimal
        ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
        : null;

    private static object Plain(object value) => value switch
    {
        Guid or Uri or char => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        DateTimeOffset time => time.UtcDateTime,
        _ => value,
    };
}
