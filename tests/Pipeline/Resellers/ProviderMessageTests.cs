using VideoPipeline.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>A refusal carries the reseller's own words, in whatever form they came.</summary>
public sealed class ProviderMessageTests
{
    [Theory]
    [InlineData("""{"error":{"code":"bad","message":"duration must be 5"}}""", "duration must be 5")]
    [InlineData("""{"error":"duration must be 5"}""", "duration must be 5")]
    [InlineData("""{"message":"duration must be 5"}""", "duration must be 5")]
    [InlineData("""{"detail":"duration must be 5"}""", "duration must be 5")]
    [InlineData("""{"code":400,"msg":"duration must be 5"}""", "duration must be 5")]
    [InlineData("""{"errors":[{"field":"duration"}]}""", """{"errors":[{"field":"duration"}]}""")]
    [InlineData(" no such model\n", "no such model")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Refusal_carries_the_words_of_the_reseller(string? body, string? words)
    {
        var rejected = Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(ProviderNames.TokenLab, Wire.Http(400, body)));

        Assert.Equal(words, rejected.Failure.ProviderMessage);
    }

    [Fact]
    public void Words_are_cut_like_every_message_of_a_reseller()
    {
        var rejected = Assert.IsType<SubmitAnswer.Rejected>(Wire.Submit(ProviderNames.TokenLab, Wire.Http(400, new string('x', 5000))));

        Assert.Equal(512, rejected.Failure.ProviderMessage!.Length);
    }
}
