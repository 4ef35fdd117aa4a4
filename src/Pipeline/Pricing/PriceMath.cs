namespace VideoPipeline.Pricing;

/// <summary>The arithmetic of bills, in decimal throughout.</summary>
public static class PriceMath
{
    private const decimal FramesPerSecond = 24;

    /// <summary>Money is rounded once, at the end: half-even, six decimals.</summary>
    public static decimal Rounded(decimal amount) => Math.Round(amount, 6, MidpointRounding.ToEven);

    /// <summary>Whether rounding would leave the amount as it is.</summary>
    public static bool IsRounded(decimal amount) => amount == Rounded(amount);

    /// <summary>Whole tokens of a video of the given size with that many seconds in and out.</summary>
    public static decimal Tokens(int width, int height, decimal secondsIn, decimal secondsOut) =>
        Math.Round(width * height * ((FramesPerSecond * (secondsIn + secondsOut)) + 1) / 1024, 0, MidpointRounding.ToEven);

    /// <summary>Whole credits; a fraction is charged as one.</summary>
    public static decimal Credits(decimal perSecond, decimal seconds) => Math.Ceiling(perSecond * seconds);
}
