namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>
/// A timer expression of Azure Functions: six fields {second} {minute} {hour} {day} {month} {day of week} (five: no seconds), or a
/// time span. All in UTC; day and day of week must both match.
/// </summary>
internal sealed class NcrontabSchedule
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    // Leap days that fall on a given weekday may be 40 years apart; nothing sensible is rarer.
    private const int HorizonYears = 50;

    private readonly NcrontabField second, minute, hour, day, month, weekday;
    private readonly TimeSpan? interval;

    private NcrontabSchedule(string[] fields)
    {
        second = NcrontabField.Parse(fields[0], 0, 59, []);
        minute = NcrontabField.Parse(fields[1], 0, 59, []);
        hour = NcrontabField.Parse(fields[2], 0, 23, []);
        day = NcrontabField.Parse(fields[3], 1, 31, []);
        month = NcrontabField.Parse(fields[4], 1, 12, Months);
        weekday = NcrontabField.Parse(fields[5], 0, 6, Days);
    }

    private NcrontabSchedule(TimeSpan interval)
        : this(["*", "*", "*", "*", "*", "*"]) => this.interval = interval;

    public static NcrontabSchedule Parse(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length switch
        {
            1 when TimeSpan.TryParse(expression, System.Globalization.CultureInfo.InvariantCulture, out var span)
                && span > TimeSpan.Zero => new NcrontabSchedule(span),
            5 => new NcrontabSchedule(["0", .. fields]),
            6 => new NcrontabSchedule(fields),
            _ => throw new FormatException($"'{expression}' is no timer expression: six fields or a time span are expected."),
        };
    }

    /// <summary>The first occurrence strictly after the given time, null when there is none in the next 50 years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (interval is { } span)
        {
            return after + span;
        }

        var start = after.UtcDateTime.AddTicks(TimeSpan.TicksPerSecond - (after.UtcTicks % TimeSpan.TicksPerSecond));
        var lastDay = start.Date.AddYears(HorizonYears);
        for (var date = start.Date; date <= lastDay; date = date.AddDays(1))
        {
            if (!month.Matches(date.Month))
            {
                date = new DateTime(date.Year, date.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1).AddDays(-1);
                continue;
            }

            if (day.Matches(date.Day) && weekday.Matches((int)date.DayOfWeek)
                && TimeOn(date == start.Date ? start.TimeOfDay : TimeSpan.Zero) is { } time)
            {
                return new DateTimeOffset(date + time, TimeSpan.Zero);
            }
        }

        return null;
    }

    private TimeSpan? TimeOn(TimeSpan from)
    {
        for (var h = hour.First(from.Hours); h >= 0; h = hour.First(h + 1))
        {
            var minutes = h == from.Hours ? from.Minutes : 0;
            for (var m = minute.First(minutes); m >= 0; m = minute.First(m + 1))
            {
                var seconds = h == from.Hours && m == from.Minutes ? from.Seconds : 0;
                if (second.First(seconds) is var s and >= 0)
                {
                    return new TimeSpan(h, m, s);
                }
            }
        }

        return null;
    }
}
