using System.Text.Json;
using Moq;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class RouterTests
{
    private static readonly PriceBook Book = PriceBook.Current;

    [Fact]
    public void Auto_takes_the_cheapest_first()
    {
        var plan = Router.Plan(Given.Text(), All(), Book);

        Assert.Equal(
            [(ProviderNames.TokenLab, 0.736676m), (ProviderNames.Gogogotoken, 0.7623m), (ProviderNames.TokenHub, 1.00m), (ProviderNames.SeedanceApi, 2.40m)],
            plan.Candidates.Select(c => (c.Provider, c.Quote!.AmountUsd)));
        Assert.Equal(["seedance-2.0", "doubao-seedance-2-0", "doubao-seedance-2.0", "seedance-2.0"], plan.Candidates.Select(c => c.UpstreamModel));
        Assert.Empty(plan.Refusals);
        Assert.Null(plan.ToProblem(Given.Text()));
    }

    [Fact]
    public void Auto_breaks_ties_by_name()
    {
        PriceEntry Entry(string provider) => new(provider, ModelNames.Seedance, "720p", null, UsageUnit.Seconds, 1, true, "x");
        var book = new PriceBook("t", [Entry(ProviderNames.TokenLab), Entry(ProviderNames.TokenHub), Entry(ProviderNames.Gogogotoken)]);

        var plan = Router.Plan(Given.Text(), All(), book);

        Assert.Equal([ProviderNames.Gogogotoken, ProviderNames.TokenHub, ProviderNames.TokenLab], plan.Candidates.Select(c => c.Provider));
        Assert.Equal("unpriced", plan.Refusals.Single().Reasons.Single().Code);
    }

    [Fact]
    public void Auto_knows_only_providers_with_a_key()
    {
        var plan = Router.Plan(Given.Text(), Registry(ProviderNames.TokenHub), Book);

        Assert.Equal([ProviderNames.TokenHub], plan.Candidates.Select(c => c.Provider));
        Assert.Empty(plan.Refusals);
    }

    [Fact]
    public void Named_provider_is_the_only_candidate()
    {
        var plan = Router.Plan(Given.Text() with { Provider = ProviderNames.SeedanceApi }, All(), Book);

        Assert.Equal([ProviderNames.SeedanceApi], plan.Candidates.Select(c => c.Provider));
    }

    [Fact]
    public void Named_provider_without_a_key_is_refused()
    {
        var request = Given.Text() with { Provider = ProviderNames.SeedanceApi };

        var problem = Router.Plan(request, Registry(ProviderNames.TokenHub), Book).ToProblem(request)!;

        Assert.Equal((422, "unsupported_by_provider"), (problem.Status, problem.Code));
        Assert.Equal("provider_not_configured", Assert.Single(problem.Errors).Code);
    }

    [Fact]
    public void Named_provider_is_refused_with_every_reason()
    {
        var request = Given.Text(ModelNames.Mini) with { Provider = ProviderNames.SeedanceApi, Resolution = "1080p", Seed = 7, Watermark = true };

        var problem = Router.Plan(request, All(), Book).ToProblem(request)!;

        Assert.Equal(["resolution", "seed", "watermark"], problem.Errors.Select(e => e.Field));
    }

    [Fact]
    public void Nobody_is_found_when_nobody_can()
    {
        var request = Given.Text(ModelNames.Mini) with { Resolution = "4k" };

        var plan = Router.Plan(request, All(), Book);

        Assert.Empty(plan.Candidates);
        Assert.Equal(ProviderNames.All, plan.Refusals.Select(r => r.Provider));
        Assert.Equal((422, "no_provider"), (plan.ToProblem(request)!.Status, plan.ToProblem(request)!.Code));
        Assert.True(plan.ToProblem(request)!.Errors.Count >= 4);
    }

    [Fact]
    public void Nobody_is_found_when_nobody_is_configured() =>
        Assert.Equal("No provider is configured.", Router.Plan(Given.Text(), Registry(), Book).ToProblem(Given.Text())!.Detail);

    [Fact]
    public void Unpriced_video_runs_only_where_it_is_asked_for_by_name_and_without_a_budget()
    {
        var fourK = Given.Text() with { Resolution = "4k" };
        var named = fourK with { Provider = ProviderNames.TokenLab };

        Assert.Null(Assert.Single(Router.Plan(named, All(), Book).Candidates).Quote);
        Assert.Equal("unpriced", Refused(fourK, budgeted: false));
        Assert.Equal("unpriced", Refused(named, budgeted: true));
        Assert.Equal("unpriced", Refused(named with { MaxCostUsd = 100 }, budgeted: false));

        static string Refused(VideoRequest request, bool budgeted)
        {
            var plan = Router.Plan(request, All(), Book, budgeted);
            Assert.Empty(plan.Candidates);
            return plan.Refusals.Single(r => r.Provider == ProviderNames.TokenLab).Reasons.Single().Code;
        }
    }

    [Fact]
    public void Maximum_cost_excludes_what_is_dearer_and_keeps_what_is_equal()
    {
        var plan = Router.Plan(Given.Text() with { MaxCostUsd = 1.00m }, All(), Book);

        Assert.Equal([ProviderNames.TokenLab, ProviderNames.Gogogotoken, ProviderNames.TokenHub], plan.Candidates.Select(c => c.Provider));
        Assert.Equal(("max_cost_usd", "max_cost_exceeded"), (plan.Refusals.Single().Reasons.Single().Field, plan.Refusals.Single().Reasons.Single().Code));
    }

    [Fact]
    public void Longest_possible_input_counts_against_the_maximum_cost()
    {
        var request = Given.For(Operations.VideoToVideo) with { Provider = ProviderNames.TokenHub, MaxCostUsd = 2.00m };

        Assert.Single(Router.Plan(request, All(), Book).Candidates);
        Assert.Empty(Router.Plan(request with { ReferenceVideos = [new(Given.Video)] }, All(), Book).Candidates);
    }

    [Fact]
    public void Comparison_shows_every_offer_and_every_refusal_whoever_is_named()
    {
        var request = Given.Text() with { Provider = ProviderNames.SeedanceApi, Duration = 7 };

        var comparison = Quotes.Of(request, SourcedRoutes.PlanForAll(request, source: null, All(), Book, privateStorage: false));

        Assert.Equal(ProviderNames.TokenLab, comparison.Cheapest);
        Assert.Equal(3, comparison.Offers.Count);
        Assert.Equal("unsupported_duration", Assert.Single(comparison.Refused).Reasons.Single().Code);
        var json = JsonSerializer.SerializeToElement(comparison, Json.Options);
        var unitPrice = json.GetProperty("offers")[0].GetProperty("quote").GetProperty("unit_price").GetString();
        Assert.StartsWith("0.0000067647058823529", unitPrice, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_document_holds_every_row_with_its_prices()
    {
        var document = ModelsDocument.Create(Registry(ProviderNames.TokenHub), Book);

        Assert.Equal(CapabilityTable.Rows.Count, document.Models.Count);
        Assert.Equal([ProviderNames.TokenHub], document.Providers.Where(p => p.Configured).Select(p => p.Provider));
        var edit = document.Models.Single(r => r is { Provider: ProviderNames.TokenHub, Model: ModelNames.Fast, Operation: Operations.VideoToVideo });
        Assert.Equal([("480p", 0.10m), ("720p", 0.16m)], edit.Prices.Select(p => (p.Resolution, p.Rate)));
        var base4k = document.Models.Single(r => r is { Provider: ProviderNames.TokenLab, Model: ModelNames.Seedance, Operation: Operations.TextToVideo });
        Assert.DoesNotContain("4k", base4k.Prices.Select(p => p.Resolution));
        var json = JsonSerializer.SerializeToElement(document, Json.Options);
        Assert.Equal(9, json.GetProperty("models")[3].GetProperty("inputs").GetProperty("images").GetProperty("max").GetInt32());
    }

    private static ProviderRegistry All() => Registry([.. ProviderNames.All]);

    private static ProviderRegistry Registry(params string[] names) =>
        new(names.Select(name => Mock.Of<IVideoProvider>(p => p.Name == name)));
}
