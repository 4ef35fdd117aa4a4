using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Housekeeping;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Functions.Webhooks;

namespace VideoPipeline.Functions.Tests.Settings;

public sealed class AppOptionsTests
{
    [Theory]
    [InlineData("Polling:FirstLook", "00:00:00", "Polling__FirstLook")]
    [InlineData("Polling:FirstLook", "2.00:00:00", "Polling__FirstLook")]
    [InlineData("Polling:Interval", "00:00:00", "Polling__Interval")]
    [InlineData("Polling:Interval", "2.00:00:00", "Polling__Interval")]
    [InlineData("Polling:MaxInterval", "-00:00:01", "Polling__MaxInterval")]
    [InlineData("Polling:SafetyInterval", "00:00:00", "Polling__SafetyInterval")]
    [InlineData("Polling:Deadline", "00:00:00", "Polling__Deadline")]
    [InlineData("Polling:Deadline", "6.00:00:01", "Polling__Deadline")]
    [InlineData("Polling:Growth", "0.99", "Polling__Growth")]
    [InlineData("Polling:Growth", "10.1", "Polling__Growth")]
    [InlineData("Polling:Growth", "NaN", "Polling__Growth")]
    [InlineData("Retention:Instances", "00:00:00", "Retention__Instances")]
    [InlineData("Retention:Instances", "-1.00:00:00", "Retention__Instances")]
    [InlineData("Retention:Requests", "00:00:00", "Retention__Requests")]
    [InlineData("Callbacks:PublicBaseUrl", "app.example", "Callbacks__PublicBaseUrl")]
    [InlineData("Callbacks:PublicBaseUrl", "ftp://app.example", "Callbacks__PublicBaseUrl")]
    [InlineData("Callbacks:PublicBaseUrl", "https://me:word@app.example", "Callbacks__PublicBaseUrl")]
    [InlineData("Callbacks:PublicBaseUrl", "https://app.example?x=1", "Callbacks__PublicBaseUrl")]
    [InlineData("Callbacks:SigningKeys:0", " ", "Callbacks__SigningKeys__0")]
    [InlineData("Webhooks:SigningKeys:0", " ", "Webhooks__SigningKeys__0")]
    [InlineData("Webhooks:SigningKeys:0", "whsec_not base64", "Webhooks__SigningKeys__0")]
    [InlineData("Webhooks:SigningKeys:0", "whsec_c2hvcnQ=", "Webhooks__SigningKeys__0")]
    public void Wrong_setting_is_named_in_one_sentence(string key, string value, string setting)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => ReadAll((key, value)));

        var sentence = Assert.Single(refusal.Failures);
        Assert.StartsWith(setting + " ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("word", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_that_is_wrong_is_not_repeated()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => ReadAll(("Webhooks:SigningKeys:0", "whsec_my-own-secret")));

        Assert.DoesNotContain("whsec_my-own-secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_fault_has_its_sentence()
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => ReadAll(("Retention:Instances", "00:00:00"), ("Retention:Requests", "00:00:00")));

        Assert.Equal(2, refusal.Failures.Count());
    }

    [Fact]
    public void Defaults_and_what_the_documents_show_are_right() => ReadAll(
        ("Callbacks:PublicBaseUrl", "https://app.example"),
        ("Callbacks:SigningKeys:0", "a key"),
        ("Webhooks:SigningKeys:0", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"),
        ("Retention:Requests", "30.00:00:00"));

    private static void ReadAll(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        using var services = new ServiceCollection().AddLogging().AddVideoFunctions(configuration).BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<PollingOptions>>().Value;
        _ = services.GetRequiredService<IOptions<RetentionOptions>>().Value;
        _ = services.GetRequiredService<IOptions<CallbacksOptions>>().Value;
        _ = services.GetRequiredService<IOptions<WebhooksOptions>>().Value;
    }
}
