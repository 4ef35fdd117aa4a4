using System.Globalization;

namespace VideoPipeline.Cli.Videos;

internal static class Money
{
    /// <summary>Dollars with at least two and at most six decimals; "-" when there is no amount.</summary>
    public static string Usd(decimal? amount) =>
        amount is { } value ? value.ToString("$0.00####;-$0.00####", CultureInfo.InvariantCulture) : "-";

    /// <summary>The amount for machines: no sign of currency, no idle zeros.</summary>
    public static string? Plain(decimal? amount) => amount?.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Usd(Charge? charge) => Usd(charge?.AmountUsd);
}
