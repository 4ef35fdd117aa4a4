using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using Xunit;

namespace VideoPipeline.Tests.Pricing;

public sealed class PriceTableTests
{
    [Fact]
    public void Prices_do_not_change_under_a_released_version()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', PriceTable.Entries.Select(e => $"{e.Provider} {e.Model} {e.Resolution} {e.VideoInput} {e.Unit} {e.Rate} {e.Documented}")))))[..16];

        // A new digest wants a new version: jobs and bills name the version they were made from.
        Assert.Equal(("2026-11-20", "f329b6cbc2ac588b"), (PriceTable.Version, digest));
    }

    [Fact]
    public void Entries_name_their_source_and_never_overlap()
    {
        Assert.All(PriceTable.Entries, e => Assert.NotEmpty(e.Source));
        Assert.All(PriceTable.Entries, e => Assert.True(e.Rate > 0));
        foreach (var video in (bool[])[false, true])
        {
            var keys = PriceTable.Entries.Where(e => e.VideoInput is null || e.VideoInput == video).Select(e => (e.Provider, e.Model, e.Resolution)).ToList();
            Assert.Equal(keys.Distinct().Count(), keys.Count);
        }
    }

    [Fact]
    public void Everything_that_can_be_done_has_a_price_but_4k()
    {
        var unpriced =
            from row in CapabilityTable.Rows
            from resolution in row.Resolutions
            let video = row.Inputs.SourceTask || row.Inputs.Videos.Min > 0
            where PriceBook.Current.Find(row.Provider, row.Model, resolution, video) is null
            select (row.Provider, resolution);

        Assert.Equal([(ProviderNames.TokenLab, "4k")], unpriced.Distinct());
    }

    [Fact]
    public void Entry_serialises_for_the_models_document() =>
        Assert.Contains("\"per\":\"usd_per_second\"", JsonSerializer.Serialize(PriceTable.Entries[0], Json.Options), StringComparison.Ordinal);
}
