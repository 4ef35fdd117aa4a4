using System.Globalization;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>The values that one field of a timer expression allows: *, a, a-b, lists of them, each with an optional /step.</summary>
internal readonly struct NcrontabField
{
    private readonly ulong values;

    private NcrontabField(ulong values) => this.values = values;

    public static NcrontabField Parse(string text, int min, int max, string[] names)
    {
        ulong values = 0;
        foreach (var part in text.Split(','))
        {
            values |= ParsePart(part, min, max, names);
        }

        return new NcrontabField(values);
    }

    public bool Matches(int value) => (values & (1UL << value)) != 0;

    /// <summary>The first match from a value on, -1 when there is none.</summary>
    public int First(int from)
    {
        var rest = from > 63 ? 0 : values & (ulong.MaxValue << from);
        return rest == 0 ? -1 : System.Numerics.BitOperations.TrailingZeroCount(rest);
    }

    private static ulong ParsePart(string part, int min, int max, string[] names)
    {
        var (range, step) = part.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var whole, var every] when int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 =>
                (whole, n),
            _ => throw Unreadable(part),
        };
        var stepped = part.Contains('/', StringComparison.Ordinal);
        var (from, to) = range.Split('-') switch
        {
            ["*"] => (min, max),
            [var single] => (Value(single), stepped ? max : Value(single)),
            [var first, var last] => (Value(first), Value(last)),
            _ => throw Unreadable(part),
        };

        ulong values = 0;
        if (to >= from)
        {
            Fill(from, to);
        }
        else
        {
            // NCRONTAB reads a range backwards: fri-mon is mon-fri.
            Fill(to, from);
        }

        return values;

        void Fill(int low, int high)
        {
            for (var value = low; value <= high; value += step)
            {
                values |= 1UL << value;
            }
        }

        int Value(string name)
        {
            var named = Array.FindIndex(names, n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase));
            if (named >= 0)
            {
                return named + min;
            }

            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max ? number : throw Unreadable(part);
        }
    }

    private static FormatException Unreadable(string part) => new($"'{part}' is no field of a timer expression.");
}
