using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

public sealed class ProviderServicesTests
{
    [Fact]
    public void Every_provider_with_a_key_is_registered()
    {
        using var host = new ProviderHost();

        Assert.Equal(ProviderNames.All, host.Registry.All.Select(p => p.Name));
        Assert.Same(PriceBook.Current, host.Services.GetRequiredService<PriceBook>());
        Assert.All(host.Registry.All, p =>
        {
            Assert.Equal(CapabilityTable.TraitsOf(p.Name).Callback, p.SupportsCallback);
            Assert.Equal(CapabilityTable.TraitsOf(p.Name).FailureIsUnbilled, p.FailureIsUnbilled);
        });
    }

    [Fact]
    public void Provider_without_a_key_is_no_candidate()
    {
        using var host = new ProviderHost(null, null, ("Providers:tokenlab:ApiKey", ""), ("Providers:gogogotoken:ApiKey", " "));

        Assert.Equal([ProviderNames.SeedanceApi, ProviderNames.TokenHub], host.Registry.All.Select(p => p.Name));
        Assert.False(host.Registry.TryGet(ProviderNames.TokenLab, out _));
    }

    [Fact]
    public void Settings_are_bound()
    {
        using var host = new ProviderHost(
            null, null,
            ("Providers:tokenhub:BaseUrl", "http://127.0.0.1:5080/api/v1"),
            ("Providers:tokenhub:MaxConcurrency", "4"),
            ("Providers:tokenhub:RejectedStatuses", "503"),
            ("Submissions:PostTimeout", "00:00:07"));
        var options = host.Services.GetRequiredService<IOptionsMonitor<ProviderOptions>>();

        var tokenhub = options.Get(ProviderNames.TokenHub);

        Assert.Equal(("http://127.0.0.1:5080/api/v1", 4, TimeSpan.FromSeconds(7)), (tokenhub.BaseUrl, tokenhub.MaxConcurrency, tokenhub.SubmitTimeout));
        Assert.Equal([503], tokenhub.RejectedStatusCodes);
        Assert.Equal("https://api.tokenlab.sh/v1", options.Get(ProviderNames.TokenLab).BaseUrl);
        Assert.Null(options.Get(ProviderNames.TokenLab).MaxConcurrency);
    }

    [Theory]
    [InlineData("BaseUrl", "tokenhub")]
    [InlineData("BaseUrl", "ftp://tokenhub.store")]
    [InlineData("BaseUrl", "")]
    [InlineData("RejectedStatuses", "404")]
    [InlineData("RejectedStatuses", "5xx")]
    [InlineData("MaxConcurrency", "0")]
    public void Wrong_setting_is_named(string setting, string value)
    {
        using var host = new ProviderHost(null, null, ($"Providers:tokenhub:{setting}", value));

        var exception = Assert.Throws<OptionsValidationException>(() => host.Registry);

        Assert.Contains($"Providers:tokenhub:{setting}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Operations.ImageToVideo, "first_frame", "blob://a/b.png", InputForm.DataUri)]
    [InlineData(Operations.ImageToVideo, "first_frame", "https://a/b.png", InputForm.Url)]
    [InlineData(Operations.StartEndToVideo, "first_frame", "https://a/b.png", InputForm.DataUri)]
    [InlineData(Operations.StartEndToVideo, "last_frame", "blob://a/b.png", InputForm.DataUri)]
    [InlineData(Operations.ReferenceToVideo, "first_frame", "blob://a/b.png", InputForm.Url)]
    [InlineData(Operations.ReferenceToVideo, "reference_images[0]", "blob://a/b.png", InputForm.Url)]
    [InlineData(Operations.ReferenceToVideo, "reference_videos[1]", "blob://a/b.mp4", InputForm.Url)]
    public void Gogogotoken_wants_frames_as_base64(string operation, string field, string value, InputForm form)
    {
        var request = Given.For(operation);

        Assert.Equal(form, Wire.Form(ProviderNames.Gogogotoken, request, field, value));
        Assert.All(
            ProviderNames.All.Where(p => p != ProviderNames.Gogogotoken),
            other => Assert.Equal(InputForm.Url, Wire.Form(other, request, field, value)));
    }
}
