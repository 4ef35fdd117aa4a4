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

    [Fact]
    public async Task Models_shows_a_column_per_field_of_the_host()
    {
        using var cli = new CliRun();
        cli.Host.On(
            "GET /api/models",
            """{"price_book":"1","models":[{"provider":"tokenhub","model":"seedance-2.0","resolutions":["480p","720p"],"inputs":{"videos":3}}]}""");

        var result = await cli.Async("models");

        Assert.Equal(0, result.Exit);
        Assert.Matches(@"(?m)^provider +model +resolutions +inputs", result.Out);
        Assert.Matches(@"(?m)^tokenhub +seedance-2\.0 +480p, 720p +videos=3", result.Out);
    }
}
