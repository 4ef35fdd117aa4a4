using System.Globalization;
using System.Text;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Capabilities;

/// <summary>Writes the capability table and the price book as docs/capabilities.md, so that the page cannot lie.</summary>
internal static class CapabilityMarkdown
{
    public static string Write(PriceBook book)
    {
        var page = new StringBuilder();
        page.Append("# What the resellers can do\n\n");
        page.Append("Made from the capability table and the price book; a test holds this page to them.\n");
        page.Append("With `UPDATE_DOCS=1` the same test writes it.\n");
        AddRules(page);
        AddProviders(page);
        AddRows(page);
        AddInputs(page);
        AddPrices(page, book);
        return page.ToString();
    }

    private static void AddRules(StringBuilder page) => page.Append(FormattableString.Invariant($"""

        ## Rules

        - A request that names no `aspect_ratio` gets 16:9, or `adaptive` from a named reseller that goes by the image.
        - A switch that a reseller does not document (–) is refused there, unless it equals the documented default.
        - A reference video of unknown length is quoted as {InputLimits.MaxVideoSeconds} s, the longest there is, and so is an unknown source video.
        - Tokens are `width × height × (24 × (seconds in + seconds out) + 1) / 1024`, counted for 16:9 whatever the ratio; only 1280×720 has
          published bills, other sizes are assumed.
        - `auto` and budgets refuse what has no price: tokenlab's 4k.

        """).ReplaceLineEndings("\n"));

    private static void AddProviders(StringBuilder page)
    {
        Heading(page, "Resellers", "Reseller", "Callback", "Cancel", "Failed task is unbilled", "`seed`", "`watermark`", "`generate_audio`", "Assumed");
        foreach (var traits in CapabilityTable.Traits)
        {
            var flags = CapabilityTable.Rows.First(r => r.Provider == traits.Provider).Flags;
            Line(page, traits.Provider, Yes(traits.Callback), Yes(traits.Cancel), Yes(traits.FailureIsUnbilled),
                Shown(flags.Seed), Shown(flags.Watermark), Shown(flags.GenerateAudio), traits.Assumed ?? "");
        }
    }

    private static void AddRows(StringBuilder page)
    {
        Heading(page, "Models and operations", "Reseller", "Model", "Theirs", "Operation", "Resolutions", "Seconds", "Aspect ratios");
        foreach (var row in CapabilityTable.Rows)
        {
            Line(page, row.Provider, row.Model, $"`{row.UpstreamModel}`", row.Operation, string.Join(' ', row.Resolutions),
                CapabilityCheck.Shown(row.Durations), string.Join(' ', row.AspectRatios));
        }
    }

    private static void AddInputs(StringBuilder page)
    {
        Heading(page, "Inputs", "Reseller", "Models", "Operation", "`first_frame`", "`last_frame`", "`reference_images`",
            "`reference_videos`", "`reference_audios`", "`source_task_id`");
        foreach (var same in CapabilityTable.Rows.Where(r => r.Inputs != new InputLimits()).GroupBy(r => (r.Provider, r.Operation, r.Inputs)))
        {
            var inputs = same.Key.Inputs;
            Line(page, same.Key.Provider, string.Join(", ", same.Select(r => r.Model)), same.Key.Operation, Shown(inputs.FirstFrame),
                Shown(inputs.LastFrame), Shown(inputs.Images), Shown(inputs.Videos), Shown(inputs.Audios), inputs.SourceTask ? "1" : "–");
        }
    }

    private static void AddPrices(StringBuilder page, PriceBook book)
    {
        Heading(page, $"Prices (price book {book.Version})", "Reseller", "Model", "Resolution", "Video input", "Rate", "Per", "5 s cost USD", "Basis", "Source");
        foreach (var price in book.Entries)
        {
            Line(page, price.Provider, price.Model, price.Resolution,
                price.VideoInput switch { null => "either", true => "5 s", _ => "no" },
                price.Rate.ToString("0.######", CultureInfo.InvariantCulture), price.Per.Replace('_', ' '),
                FiveSeconds(price, book).ToString("0.00####", CultureInfo.InvariantCulture),
                price.Documented ? "documented" : "assumed", price.Source);
        }
    }

    private static decimal FiveSeconds(PriceEntry price, PriceBook book) => book.QuoteFor(price.Provider, new VideoRequest
    {
        Model = price.Model,
        Operation = Operations.TextToVideo,
        Prompt = "",
        Duration = 5,
        Resolution = price.Resolution,
        AspectRatio = "16:9",
        ReferenceVideos = price.VideoInput is true ? [new ReferenceVideo("", 5)] : [],
    })!.AmountUsd;

    private static void Heading(StringBuilder page, string title, params string[] columns)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        Line(page, columns);
        Line(page, [.. columns.Select(_ => "---")]);
    }

    private static void Line(StringBuilder page, params string[] cells) =>
        page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Yes(bool value) => value ? "yes" : "no";

    private static string Shown(Count count) => count.Max == 0 ? "–" : count.ToString();

    private static string Shown(Flag flag) => flag switch
    {
        { Documented: false } => "–",
        { Default: { } value } => value ? "default true" : "default false",
        _ => "yes",
    };
}
