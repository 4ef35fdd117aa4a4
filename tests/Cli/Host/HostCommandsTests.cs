using System.Net;

namespace VideoPipeline.Cli.Tests.Host;

public sealed class HostCommandsTests
{
    [Theory]
    [InlineData(200, """{"status":"ok","storage":"ok"}""", 0, "is healthy")]
    [InlineData(503, """{"status":"down"}""", 1, "answers 503")]
    [InlineData(500, "oops", 1, "answers 500")]
    public async Task Health_is_the_hosts(int status, string body, int exit, string text)
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/health", body, (HttpStatusCode)status);

        var result = await cli.Async("health");

        Assert.Equal(exit, result.Exit);
        Assert.Contains(text, result.Out, StringComparison.Ordinal);
        Assert.Single(cli.Host.Calls);
    }

    [Fact]
    public async Task Health_with_json_is_a_document_even_when_the_host_sends_none()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/health", "");

        Assert.Equal("healthy", (await cli.Async("health", "--json")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_of_nobody_is_3()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /api/health", _ => StubHost.Refuse());

        Assert.Equal(3, (await cli.Async("health")).Exit);
    }

    [Theory]
    [InlineData(true, "Opened ")]
    [InlineData(false, "Open ")]
    public async Task Open_opens_the_dashboard_or_says_where_it_is(bool hasBrowser, string says)
    {
        using var cli = new CliRun { HasBrowser = hasBrowser };
        cli.Host.On("GET /dashboard", "<!doctype html>");

        var result = await cli.Async("open");

        Assert.Equal(0, result.Exit);
        Assert.Equal(new Uri(new Uri(StubHost.Url), "dashboard"), Assert.Single(cli.Opened));
        Assert.Contains($"{says}{cli.Opened[0]}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_of_a_host_without_a_dashboard_opens_nothing()
    {
        using var cli = new CliRun();
        cli.Host.On("GET /dashboard", "", HttpStatusCode.NotFound);

        var result = await cli.Async("open");

        Assert.Equal(1, result.Exit);
        Assert.Empty(cli.Opened);
        Assert.Contains("no dashboard", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_shows_operations_resolutions_seconds_and_prices()
    {
        using var cli = new CliRun();
        cli.Host.On(
            "GET /api/models",
            """
            {"price_book":"1","providers":[{"provider":"tokenhub","configured":true},{"provider":"tokenlab","configured":false}],
             "models":[{"provider":"tokenhub","model":"seedance-2.0","operation":"text_to_video","resolutions":["480p","720p","4k"],"durations":[4,5,6,7],
              "prices":[{"resolution":"480p","video_input":false,"rate":"0.05","per":"usd_per_second","documented":true},
                        {"resolution":"720p","video_input":false,"rate":"0.1","per":"usd_per_second","documented":true},
                        {"resolution":"720p","video_input":true,"rate":"0.06","per":"usd_per_second","documented":false}]}]}
            """);

        var result = await cli.Async("models");

        Assert.Equal(0, result.Exit);
        Assert.Matches(@"(?m)^tokenhub +seedance-2\.0 +text_to_video +4–7 +480p 0\.05 usd per second; 720p 0\.1 usd per second / 0\.06 usd per second with video input \(assumed\); 4k \(no price\)", result.Out);
        Assert.Contains("Without a key here: tokenlab.", result.Out, StringComparison.Ordinal);
    }
}
