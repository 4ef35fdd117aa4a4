using System.Globalization;
using VideoPipeline.Embedded.Functions.Timers;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class NcrontabScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:05:00Z")]
    [InlineData("0 */5 * * * *", "2026-03-01T10:05:00Z", "2026-03-01T10:10:00Z")]
    [InlineData("*/10 * * * * *", "2026-03-01T10:05:00.5Z", "2026-03-01T10:05:10Z")]
    [InlineData("0 0 2 * * *", "2026-03-01T10:00:00Z", "2026-03-02T02:00:00Z")]
    [InlineData("0 0 2 * * *", "2026-03-01T01:59:59.999Z", "2026-03-01T02:00:00Z")]
    [InlineData("30 15 8-10 * * *", "2026-03-01T10:15:30Z", "2026-03-02T08:15:30Z")]
    [InlineData("0 30 9 * * 1-5", "2026-03-06T09:30:00Z", "2026-03-09T09:30:00Z")]
    [InlineData("0 30 9 * * mon-fri", "2026-03-06T09:30:00Z", "2026-03-09T09:30:00Z")]
    [InlineData("0 0 0 1 jan *", "2026-03-06T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-03-06T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 13 * fri", "2026-03-14T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0,30 5/6 * * *", "2026-03-14T05:30:00Z", "2026-03-14T11:00:00Z")]
    [InlineData("0 0 1-23/2 * * *", "2026-03-14T22:00:00Z", "2026-03-14T23:00:00Z")]
    [InlineData("*/15 * * * *", "2026-03-14T22:01:00Z", "2026-03-14T22:15:00Z")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z")]
    [InlineData("00:05:00", "2026-03-14T22:01:07Z", "2026-03-14T22:06:07Z")]
    public void Next_is_the_first_match_after_the_given_time(string expression, string after, string expected) =>
        Assert.Equal(Time(expected), NcrontabSchedule.Parse(expression).Next(Time(after)));

    [Fact]
    public void Day_that_never_comes_has_no_next() =>
        Assert.Null(NcrontabSchedule.Parse("0 0 0 31 2 *").Next(Time("2026-01-01T00:00:00Z")));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("0 60 * * * *")]
    [InlineData("0 0 24 * * *")]
    [InlineData("0 0 0 0 * *")]
    [InlineData("0 0 0 * 13 *")]
    [InlineData("0 0 0 * * 7")]
    [InlineData("0 */0 * * * *")]
    [InlineData("0 1-2-3 * * * *")]
    [InlineData("0 x * * * *")]
    [InlineData("0 -1 * * * *")]
    [InlineData("-00:05:00")]
    public void Expression_that_means_nothing_is_refused(string expression) =>
        Assert.Throws<FormatException>(() => NcrontabSchedule.Parse(expression));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
