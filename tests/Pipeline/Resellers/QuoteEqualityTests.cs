using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Moq;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class QuoteEqualityTests
{
    [Property(Arbitrary = [typeof(RoutedRequests)], MaxTest = 2000)]
    public void Quotes_are_those_that_the_job_would_have(RoutedRequest routed)
    {
        var (request, source, configured, privateStorage) = routed;
        var providers = Registry(configured);

        var job = SourcedRoutes.Plan(request, source, providers, PriceBook.Current, privateStorage);
        var offers = Quotes.Of(request, SourcedRoutes.PlanForAll(request, source, providers, PriceBook.Current, privateStorage)).Offers;

        var named = source?.Provider ?? request.Provider;
        var expected = offers.Where(offer => named == Router.Auto || offer.Provider == named).Select(offer => (offer.Provider, offer.Quote));
        Assert.Equal(expected, job.Candidates.Where(candidate => candidate.Quote is not null).Select(candidate => (candidate.Provider, candidate.Quote!)));
    }

    [Fact]
    public void Quote_of_an_extension_counts_the_clip_that_it_goes_on_from()
    {
        var request = Given.For(Operations.VideoExtension) with { Provider = ProviderNames.TokenLab };
        var source = new SourceVideo(ProviderNames.TokenLab, "task-1", Seconds: 5);
        var providers = Registry(ProviderNames.All);

        var offer = Assert.Single(Quotes.Of(
            request, SourcedRoutes.PlanForAll(request, source, providers, PriceBook.Current, privateStorage: false)).Offers);
        var candidate = Assert.Single(SourcedRoutes.Plan(request, source, providers, PriceBook.Current, privateStorage: false).Candidates);

        Assert.Equal((candidate.Provider, candidate.Quote), (offer.Provider, offer.Quote));
    }

    private static ProviderRegistry Registry(IEnumerable<string> names) =>
        new(names.Select(name => Mock.Of<IVideoProvider>(p => p.Name == name)));
}

/// <summary>A request in a surrounding.</summary>
public sealed record RoutedRequest(VideoRequest Request, SourceVideo? Source, IReadOnlyList<string> Configured, bool PrivateStorage);

public static class RoutedRequests
{
    private static readonly string[] s_models = [ModelNames.Seedance, ModelNames.Fast, ModelNames.Mini];

    public static Arbitrary<RoutedRequest> Routed() => (
        from operation in Gen.Elements(Operations.All.ToArray())
        from model in Gen.Elements(s_models)
        from provider in Gen.Elements([Router.Auto, .. ProviderNames.All])
        from duration in Gen.Choose(4, 15)
        from resolution in Gen.Elements(Formats.Resolutions.ToArray())
        from ratio in Gen.Elements(Formats.AspectRatios.ToArray())
        from clip in Gen.Choose(0, 60)
        from cost in Gen.Choose(0, 400)
        from configured in Gen.SubListOf(ProviderNames.All.ToArray())
        from holder in Gen.Elements(ProviderNames.All.ToArray())
        from seconds in Gen.Choose(4, 15)
        from privateStorage in Gen.Elements(true, false)
        from inStorage in Gen.Elements(true, false)
        let request = Given.For(operation, model) with
        {
            Provider = operation == Operations.VideoExtension && provider != Router.Auto ? holder : provider,
            Duration = duration,
            Resolution = resolution,
            AspectRatio = ratio,
            MaxCostUsd = cost == 0 ? null : cost / 100m,
        }
        let clipped = request.ReferenceVideos.Count == 0
            ? request
            : request with { ReferenceVideos = [new ReferenceVideo(inStorage ? "blob://uploads/a.mp4" : Given.Video, clip == 0 ? null : clip)] }
        let source = operation == Operations.VideoExtension ? new SourceVideo(holder, "task-1", seconds) : null
        select new RoutedRequest(clipped, source, [.. configured], privateStorage)).ToArbitrary();
}
