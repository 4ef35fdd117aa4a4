using System.Text.Json;
using VideoPipeline.Pricing;
using Xunit;

namespace VideoPipeline.Tests;

public sealed class JsonTests
{
    [Theory]
    [InlineData("0.000001", "\"0.000001\"")]
    [InlineData("1.500000", "\"1.5\"")]
    [InlineData("100", "\"100\"")]
    public void Amount_is_written_as_it_is(string amount, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Json.Options));
    }

    [Fact]
    public void Amount_that_was_not_rounded_is_refused_instead_of_being_rounded_another_way()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(0.0000025m, Json.Options));
    }

    [Fact]
    public void What_a_provider_reports_with_more_digits_can_be_written()
    {
        Assert.Contains("5.041667", JsonSerializer.Serialize(new ReportedUsage(UsageUnit.Seconds, 5.04166666666m), Json.Options), StringComparison.Ordinal);
    }
}
