using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Requests;

public sealed class NearestNameTests
{
    private static readonly string[] s_known = ["status", "provider", "batch_id", "created_after", "cursor", "limit"];

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("Status", "status")]
    [InlineData("batchid", "batch_id")]
    [InlineData("created-after", "created_after")]
    [InlineData("limits", "limit")]
    [InlineData("colour_of_the_sky", null)]
    [InlineData("", null)]
    public void Nearest_is_what_was_probably_meant_or_nothing(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, s_known));

    [Fact]
    public void Hostile_length_is_not_compared() => Assert.Null(NearestName.Of(new string('s', 100_000), s_known));
}
