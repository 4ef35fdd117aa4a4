using VideoPipeline.LocalHost.ServiceBus.Broker;
using VideoPipeline.LocalHost.ServiceBus.Filters;
using Xunit;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class FilterTests
{
    private static readonly BrokeredContent Message = new Sent
    {
        Subject = "video",
        MessageId = "m-1",
        Properties = new Dictionary<string, object?>
        {
            ["type"] = "video.failed",
            ["tenant"] = "it's",
            ["count"] = 5,
            ["big"] = 5_000_000_000L,
            ["ratio"] = 0.5,
            ["cost"] = 1.25m,
            ["late"] = true,
            ["id"] = Guid.Parse("11111111-2222-3333-4444-555555555555"),
            ["nothing"] = null,
            ["meta-key"] = "v",
        },
    }.Encode();

    [Theory]
    [InlineData("type = 'video.failed'", true)]
    [InlineData("type = 'VIDEO.FAILED'", false)]
    [InlineData("TYPE = 'video.failed'", true)]
    [InlineData("type <> 'x'", true)]
    [InlineData("type != 'video.failed'", false)]
    [InlineData("tenant = 'it''s'", true)]
    [InlineData("count = 5 AND late = TRUE", true)]
    [InlineData("count = 5 and late", true)]
    [InlineData("count > 4.5 AND count <= 5", true)]
    [InlineData("count < 5 OR big >= 5000000000", true)]
    [InlineData("ratio = 0.5 AND cost = 1.25", true)]
    [InlineData("count = '5'", false)]
    [InlineData("count = -5", false)]
    [InlineData("missing = 'x'", false)]
    [InlineData("missing <> 'x'", false)]
    [InlineData("NOT (missing = 'x')", false)]
    [InlineData("missing = 'x' OR count = 5", true)]
    [InlineData("missing IS NULL", true)]
    [InlineData("type IS NULL", false)]
    [InlineData("type IS NOT NULL", true)]
    [InlineData("EXISTS(type) AND NOT EXISTS(missing)", true)]
    [InlineData("NOT EXISTS(user.type)", false)]
    [InlineData("type IN ('a', 'video.failed')", true)]
    [InlineData("type NOT IN ('a', 'b')", true)]
    [InlineData("type IN ('a')", false)]
    [InlineData("type LIKE 'video.%'", true)]
    [InlineData("type LIKE 'video'", false)]
    [InlineData("type NOT LIKE '%.succeeded'", true)]
    [InlineData("type LIKE 'video_failed'", true)]
    [InlineData("sys.Label = 'video' AND sys.MessageId = 'm-1'", true)]
    [InlineData("sys.CorrelationId IS NULL", true)]
    [InlineData("id = '11111111-2222-3333-4444-555555555555'", true)]
    [InlineData("[meta-key] = 'v' AND meta-key = 'v'", true)]
    [InlineData("count = 1 OR count = 5 AND late = FALSE", false)]
    [InlineData("(count = 1 OR count = 5) AND NOT late = FALSE", true)]
    [InlineData("1 = 1", true)]
    [InlineData("1=0", false)]
    public void SqlFilter_follows_the_rules_of_sql(string expression, bool matches) =>
        Assert.Equal(matches, SqlFilter.Parse(expression).Matches(Message));

    [Theory]
    [InlineData("")]
    [InlineData("type =")]
    [InlineData("type = 'x' AND")]
    [InlineData("(type = 'x'")]
    [InlineData("type = 'x' type = 'y'")]
    [InlineData("type = 'open")]
    [InlineData("type LIKE count")]
    [InlineData("type ; 'x'")]
    public void SqlFilter_refuses_what_it_does_not_understand(string expression) =>
        Assert.Throws<FormatException>(() => SqlFilter.Parse(expression));

    [Theory]
    [InlineData("type", "video.failed", true)]
    [InlineData("type", "other", false)]
    [InlineData("count", "5", true)]
    [InlineData("sys.Label", "video", true)]
    [InlineData("missing", "", false)]
    public void CorrelationFilter_compares_for_equality(string name, string value, bool matches) =>
        Assert.Equal(matches, new CorrelationFilter(new Dictionary<string, string> { [name] = value }).Matches(Message));

    [Fact]
    public void CorrelationFilter_needs_every_condition()
    {
        var filter = new CorrelationFilter(new Dictionary<string, string> { ["type"] = "video.failed", ["tenant"] = "other" });

        Assert.False(filter.Matches(Message));
    }
}
