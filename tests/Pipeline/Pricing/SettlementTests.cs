using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;
using VideoPipeline.Tests.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Pricing;

public sealed class SettlementTests
{
    private static readonly PriceBook Book = PriceBook.Current;

    /// <summary>Every row × resolution × duration × ratio × video length of the table: a provider that reports what was quoted bills the quote.</summary>
    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Settlement_equals_the_quote_over_the_whole_matrix_when_the_provider_reports_what_was_quoted(string provider)
    {
        var cases = 0;
        foreach (var request in Matrix(provider))
        {
            if (Book.QuoteFor(provider, request) is not { } quote)
            {
                Assert.Equal((ProviderNames.TokenLab, "4k"), (provider, request.Resolution));
                continue;
            }

            var reported = PriceBook.Settle(quote, new ReportedUsage(quote.Unit, quote.Quantity - quote.InputQuantity));
            var silent = PriceBook.Settle(quote, null);

            Assert.Equal((quote.Quantity, quote.Amount, quote.AmountUsd, 0m, false), (reported.Quantity, reported.Amount, reported.AmountUsd, reported.Variance, reported.Flagged));
            Assert.Equal((quote.Quantity, quote.AmountUsd, 0m, quote.Source), (silent.Quantity, silent.AmountUsd, silent.Variance, silent.Source));
            Assert.True(quote.AmountUsd > 0);
            cases++;
        }

        Assert.True(cases > 500, $"{cases} cases");
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Longer_videos_never_cost_less(string provider)
    {
        foreach (var request in Matrix(provider))
        {
            var longer = request with { Duration = request.Duration + 1 };

            Assert.True(
                Book.QuoteFor(provider, longer) is not { } more || more.AmountUsd >= Book.QuoteFor(provider, request)!.AmountUsd);
        }
    }

    [Fact]
    public void Bill_above_a_documented_quote_is_flagged()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenHub, Given.Text())!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Seconds, 6));

        Assert.Equal((6m, 1.20m, 0.20m, true, PriceSource.Provider), (bill.Quantity, bill.AmountUsd, bill.Variance, bill.Flagged, bill.Source));
    }

    [Fact]
    public void Bill_below_a_documented_quote_is_flagged_too()
    {
        var bill = PriceBook.Settle(Book.QuoteFor(ProviderNames.SeedanceApi, Given.Text())!, new ReportedUsage(UsageUnit.Credits, 200));

        Assert.Equal((2.00m, -0.40m, true), (bill.AmountUsd, bill.Variance, bill.Flagged));
    }

    [Fact]
    public void Variance_of_an_assumed_price_is_recorded_and_not_flagged()
    {
        var bill = PriceBook.Settle(Book.QuoteFor(ProviderNames.Gogogotoken, Given.Text())!, new ReportedUsage(UsageUnit.Tokens, 200_000));

        Assert.Equal((1.40m, 0.6377m, false, PriceSource.Assumed), (bill.AmountUsd, bill.Variance, bill.Flagged, bill.Source));
    }

    [Fact]
    public void Reported_tokens_at_a_documented_price_are_the_providers_word_though_the_size_was_assumed()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenLab, Given.Text() with { Resolution = "480p" })!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Tokens, 50_000));

        Assert.Equal((PriceSource.Provider, false), (bill.Source, bill.Flagged));
    }

    [Fact]
    public void Input_seconds_are_billed_beside_the_reported_output()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenHub, Given.For(Operations.VideoToVideo) with { Duration = 10 })!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Seconds, 10));

        Assert.Equal((15m, 3.00m, 0m, PriceSource.Provider), (bill.Quantity, bill.AmountUsd, bill.Variance, bill.Source));
    }

    [Fact]
    public void Input_of_unknown_length_keeps_the_bill_an_assumption()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenHub, Given.For(Operations.VideoToVideo) with { ReferenceVideos = [new(Given.Video)] })!;

        Assert.Equal(PriceSource.Assumed, PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Seconds, 5)).Source);
    }

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Failed_task_without_a_report_bills_nothing_and_is_no_finding(string provider)
    {
        var bill = PriceBook.Settle(Book.QuoteFor(provider, Given.Text())!, null, succeeded: false);

        Assert.Equal((0m, 0m, 0m, false), (bill.Quantity, bill.Amount, bill.AmountUsd, bill.Flagged));
    }

    [Fact]
    public void Failed_task_bills_what_the_provider_says_it_took()
    {
        var quote = Book.QuoteFor(ProviderNames.SeedanceApi, Given.Text())!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Credits, 240), succeeded: false);

        Assert.Equal((2.40m, 0m, false, PriceSource.Provider), (bill.AmountUsd, bill.Variance, bill.Flagged, bill.Source));
    }

    [Fact]
    public void Failed_task_with_a_report_of_zero_bills_no_input_either()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenHub, Given.For(Operations.VideoToVideo))!;

        Assert.Equal(0, PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Seconds, 0), succeeded: false).AmountUsd);
    }

    [Fact]
    public void Report_in_another_unit_is_no_report()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenHub, Given.Text())!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Tokens, 108_900));

        Assert.Equal((quote.AmountUsd, PriceSource.Computed), (bill.AmountUsd, bill.Source));
    }

    [Fact]
    public void Settlement_goes_by_the_frozen_price_when_the_book_has_moved_on()
    {
        var old = new PriceBook("2020-01-01", [new(ProviderNames.TokenHub, ModelNames.Seedance, "720p", null, UsageUnit.Seconds, 0.5m, true, "old")]);
        var frozen = old.QuoteFor(ProviderNames.TokenHub, Given.Text())!;

        var bill = PriceBook.Settle(frozen, new ReportedUsage(UsageUnit.Seconds, 4));

        Assert.Equal((2.0m, "2020-01-01"), (bill.AmountUsd, bill.PriceBook));
    }

    [Fact]
    public void Money_is_rounded_once()
    {
        var quote = Book.QuoteFor(ProviderNames.TokenLab, Given.Text())!;

        var bill = PriceBook.Settle(quote, new ReportedUsage(UsageUnit.Tokens, 333_333));

        Assert.Equal(Math.Round(333_333m * 46m / 6.8m / 1_000_000m, 6, MidpointRounding.ToEven), bill.AmountUsd);
    }

    private static IEnumerable<VideoRequest> Matrix(string provider) =>
        from row in CapabilityTable.Rows
        where row.Provider == provider
        from resolution in row.Resolutions
        from duration in row.Durations
        from ratio in row.AspectRatios
        from seconds in row.Inputs.Videos.Max > 0 ? new decimal?[] { null, 0.5m, 5, 7.25m, 15 } : [null]
        select Given.For(row.Operation, row.Model) with
        {
            Resolution = resolution,
            Duration = duration,
            AspectRatio = ratio,
            ReferenceVideos = row.Inputs.Videos.Max > 0 ? [new(Given.Video, seconds)] : [],
        };
}
