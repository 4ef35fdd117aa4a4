using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.SeedanceApi;

/// <summary>Credits, 100 to the dollar: 2.0 and Fast by duration, Mini by resolution and input as well, rounded up.</summary>
internal static class SeedanceApiPrices
{
    public const string Mini = "seedance-2-mini";

    public static decimal Credits(
        string model, string resolution, decimal seconds, bool videoInput) => (model, resolution, videoInput) switch
        {
            ("seedance-2.0", _, _) => 48 * seconds,
            ("seedance-2.0-fast", _, _) => 32 * seconds,
            (_, "480p", true) => 9 * seconds,
            (_, "480p", false) => Math.Ceiling(14.25m * seconds),
            (_, _, true) => Math.Ceiling(18.75m * seconds),
            (_, _, false) => Math.Ceiling(30.75m * seconds),
        };

    public static Func<decimal, Bill> For(string model, string resolution, decimal seconds, bool videoInput) => share =>
    {
        var credits = Math.Ceiling(Credits(model, resolution, seconds, videoInput) * share);
        return new Bill(credits, "credits", credits, "credits");
    };
}
