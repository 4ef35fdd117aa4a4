using System.Text.Json;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Requests;
using VideoPipeline.Tests.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Pricing;

public sealed class QuoteTests
{
    private static readonly PriceBook Book = PriceBook.Current;

    [Theory]
    [InlineData(0, 5, 108_900)]
    [InlineData(0, 15, 324_900)]
    [InlineData(15, 15, 648_900)]
    public void Tokens_are_those_of_the_published_bills(int secondsIn, int secondsOut, int tokens)
    {
        Assert.Equal(tokens, PriceMath.Tokens(1280, 720, secondsIn, secondsOut));
        var request = Given.Text() with
        {
            Duration = secondsOut,
            ReferenceVideos = secondsIn == 0 ? [] : [new ReferenceVideo(Given.Video, secondsIn)],
        };
        Assert.Equal(tokens, Book.QuoteFor(ProviderNames.Gogogotoken, request)!.Quantity);
        Assert.Equal(tokens, Book.QuoteFor(ProviderNames.TokenLab, request)!.Quantity);
    }

    [Theory]
    [InlineData("480p", 5, 50_638)]
    [InlineData("720p", 4, 87_300)]
    [InlineData("720p", 6, 130_500)]
    [InlineData("1080p", 5, 245_025)]
    [InlineData("4k", 5, 980_100)]
    public void Tokens_are_whole_at_every_size(string resolution, int seconds, int tokens)
    {
        var (width, height) = OutputSize.Of(ProviderNames.TokenLab, resolution);

        Assert.Equal(tokens, PriceMath.Tokens(width, height, 0, seconds));
    }

    [Fact]
    public void Gogogotoken_counts_its_own_480p() =>
        Assert.Equal(48_438, Book.QuoteFor(ProviderNames.Gogogotoken, Given.Text() with { Resolution = "480p" })!.Quantity);

    [Fact]
    public void Tokenhub_bills_input_and_output_seconds()
    {
        var request = Given.For(Operations.VideoToVideo) with { Duration = 10 };

        var quote = Book.QuoteFor(ProviderNames.TokenHub, request)!;

        Assert.Equal(
            new Quote(UsageUnit.Seconds, 15, 0.20m, "USD", 3.00m, 3.00m, PriceSource.Computed, Book.Version, InputQuantity: 5), quote);
    }

    [Theory]
    [InlineData(ModelNames.Seedance, "720p", 5, "1.00")]
    [InlineData(ModelNames.Seedance, "480p", 5, "0.60")]
    [InlineData(ModelNames.Fast, "720p", 5, "0.80")]
    [InlineData(ModelNames.Fast, "480p", 5, "0.50")]
    [InlineData(ModelNames.Seedance, "720p", 15, "3.00")]
    [InlineData(ModelNames.Fast, "480p", 4, "0.40")]
    public void Tokenhub_prices_are_those_of_its_table(string model, string resolution, int seconds, string usd) =>
        Quoted(ProviderNames.TokenHub, Given.Text(model) with { Resolution = resolution, Duration = seconds }, usd, PriceSource.Computed);

    [Theory]
    [InlineData(ModelNames.Seedance, "720p", 5, false, 240)]
    [InlineData(ModelNames.Seedance, "480p", 10, false, 480)]
    [InlineData(ModelNames.Seedance, "1080p", 15, false, 720)]
    [InlineData(ModelNames.Fast, "720p", 5, false, 160)]
    [InlineData(ModelNames.Fast, "480p", 10, false, 320)]
    [InlineData(ModelNames.Fast, "1080p", 15, false, 480)]
    [InlineData(ModelNames.Mini, "480p", 7, false, 100)]
    [InlineData(ModelNames.Mini, "480p", 4, false, 57)]
    [InlineData(ModelNames.Mini, "480p", 7, true, 63)]
    [InlineData(ModelNames.Mini, "720p", 5, false, 154)]
    [InlineData(ModelNames.Mini, "720p", 5, true, 94)]
    [InlineData(ModelNames.Mini, "720p", 8, true, 150)]
    public void Seedanceapi_charges_whole_credits(string model, string resolution, int seconds, bool video, int credits)
    {
        var request = Given.Text(model) with
        {
            Resolution = resolution,
            Duration = seconds,
            ReferenceVideos = video ? [new ReferenceVideo(Given.Video)] : [],
        };

        var quote = Book.QuoteFor(ProviderNames.SeedanceApi, request)!;

        Assert.Equal((UsageUnit.Credits, credits, credits / 100m), (quote.Unit, quote.Quantity, quote.AmountUsd));
        Assert.Equal(PriceSource.Computed, quote.Source);
    }

    [Theory]
    [InlineData(ModelNames.Seedance, "720p", false, "46")]
    [InlineData(ModelNames.Seedance, "720p", true, "28")]
    [InlineData(ModelNames.Seedance, "480p", false, "46")]
    [InlineData(ModelNames.Seedance, "1080p", false, "51")]
    [InlineData(ModelNames.Seedance, "1080p", true, "31")]
    [InlineData(ModelNames.Fast, "720p", false, "37")]
    [InlineData(ModelNames.Fast, "480p", true, "22")]
    [InlineData(ModelNames.Mini, "720p", false, "23")]
    [InlineData(ModelNames.Mini, "480p", true, "14")]
    public void Tokenlab_converts_the_cny_list(string model, string resolution, bool video, string cny)
    {
        var request = Given.Text(model) with { Resolution = resolution, ReferenceVideos = video ? [new(Given.Video, 5)] : [] };

        var quote = Book.QuoteFor(ProviderNames.TokenLab, request)!;

        var exact = quote.Quantity * decimal.Parse(cny, System.Globalization.CultureInfo.InvariantCulture) / 6.8m / 1_000_000m;
        Assert.Equal(Math.Round(exact, 6, MidpointRounding.ToEven), quote.AmountUsd);
        Assert.Equal("USD", quote.Currency);
    }

    [Fact]
    public void Tokenlab_720p_5_seconds_is_108900_times_46_by_68() =>
        Quoted(ProviderNames.TokenLab, Given.Text(), "0.736676", PriceSource.Computed);

    [Theory]
    [InlineData(ModelNames.Seedance, "720p", false, "0.7623")]
    [InlineData(ModelNames.Seedance, "720p", true, "0.93267")]
    [InlineData(ModelNames.Seedance, "1080p", false, "1.886692")]
    [InlineData(ModelNames.Fast, "720p", false, "0.60984")]
    public void Gogogotoken_follows_the_official_list_by_assumption(string model, string resolution, bool video, string usd) =>
        Quoted(
            ProviderNames.Gogogotoken,
            Given.Text(model) with { Resolution = resolution, ReferenceVideos = video ? [new(Given.Video, 5)] : [] },
            usd, PriceSource.Assumed);

    [Theory]
    [InlineData(ProviderNames.TokenLab, ModelNames.Seedance, "4k")]
    [InlineData(ProviderNames.TokenLab, ModelNames.Fast, "1080p")]
    [InlineData(ProviderNames.TokenHub, ModelNames.Mini, "720p")]
    [InlineData(ProviderNames.TokenHub, ModelNames.Seedance, "1080p")]
    [InlineData(ProviderNames.Gogogotoken, ModelNames.Mini, "720p")]
    [InlineData(ProviderNames.SeedanceApi, ModelNames.Mini, "1080p")]
    public void Nothing_is_quoted_where_the_book_has_no_price(string provider, string model, string resolution) =>
        Assert.Null(Book.QuoteFor(provider, Given.Text(model) with { Resolution = resolution }));

    [Fact]
    public void Unknown_length_of_a_reference_video_is_quoted_as_the_longest()
    {
        var unknown = Given.For(Operations.VideoToVideo) with { ReferenceVideos = [new(Given.Video)] };

        var seconds = Book.QuoteFor(ProviderNames.TokenHub, unknown)!;
        var tokens = Book.QuoteFor(ProviderNames.TokenLab, unknown with { Duration = 15 })!;

        Assert.Equal((20m, 15m, PriceSource.Assumed), (seconds.Quantity, seconds.InputQuantity, seconds.Source));
        Assert.Equal((648_900m, PriceSource.Assumed), (tokens.Quantity, tokens.Source));
    }

    [Fact]
    public void Source_video_is_input_too()
    {
        var request = Given.For(Operations.VideoExtension);

        Assert.Equal(PriceMath.Tokens(1280, 720, 15, 5), Book.QuoteFor(ProviderNames.TokenLab, request)!.Quantity);
        var known = Book.QuoteFor(ProviderNames.TokenLab, request, sourceSeconds: 5)!;

        Assert.Equal((PriceMath.Tokens(1280, 720, 5, 5), PriceSource.Computed), (known.Quantity, known.Source));
        Assert.Equal(28m / 6.8m / 1_000_000m, known.UnitPrice);
    }

    [Theory]
    [InlineData("720p", "16:9", PriceSource.Computed)]
    [InlineData("720p", "9:16", PriceSource.Computed)]
    [InlineData("720p", "1:1", PriceSource.Assumed)]
    [InlineData("480p", "16:9", PriceSource.Assumed)]
    [InlineData("1080p", "9:16", PriceSource.Assumed)]
    public void Sizes_without_a_published_bill_are_assumed(string resolution, string ratio, PriceSource source) =>
        Assert.Equal(source, Book.QuoteFor(ProviderNames.TokenLab, Given.Text() with { Resolution = resolution, AspectRatio = ratio })!.Source);

    [Theory]
    [MemberData(nameof(Wire.Providers), MemberType = typeof(Wire))]
    public void Frozen_quote_survives_storage_to_the_last_digit(string provider)
    {
        var quote = Book.QuoteFor(provider, Given.Text())!;

        Assert.Equal(quote, JsonSerializer.Deserialize<Quote>(JsonSerializer.Serialize(quote, Json.Options), Json.Options));
    }

    [Fact]
    public void Stored_quote_has_the_members_of_the_api()
    {
        var json = JsonSerializer.Serialize(Book.QuoteFor(ProviderNames.TokenHub, Given.Text()), Json.Options);

        Assert.Equal(
            """{"unit":"seconds","quantity":"5","unit_price":"0.2","currency":"USD","amount":"1","amount_usd":"1","source":"computed","price_book":"2026-11-20"}""",
            json);
    }

    [Fact]
    public void Half_a_millionth_goes_to_the_even_neighbour()
    {
        Assert.Equal(0.000002m, PriceMath.Rounded(0.0000025m));
        Assert.Equal(0.000004m, PriceMath.Rounded(0.0000035m));
        Assert.Equal(-0.000002m, PriceMath.Rounded(-0.0000025m));
    }

    private static void Quoted(string provider, VideoRequest request, string usd, PriceSource source)
    {
        var quote = Book.QuoteFor(provider, request)!;

        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), quote.AmountUsd);
        Assert.Equal((quote.AmountUsd, source, Book.Version), (quote.Amount, quote.Source, quote.PriceBook));
    }
}
