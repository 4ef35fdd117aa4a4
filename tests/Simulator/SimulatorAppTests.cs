using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Options;
using Xunit;

namespace VideoPipeline.Simulator.Tests;

public sealed class SimulatorAppTests
{
    [Fact]
    public async Task App_runs_without_a_socket_when_a_test_brings_its_server()
    {
        await using var app = SimulatorApp.Build([], host: web => web.UseTestServer());
        await app.StartAsync();
        using var client = app.GetTestClient();

        var health = await client.GetStringAsync(new Uri("/admin/health", UriKind.Relative));

        Assert.Equal("""{"status":"ok","dialects":["gogogotoken","seedanceapi","tokenhub","tokenlab"]}""", health);
    }

    [Theory]
    [InlineData("/tokenhub/api/v1/videos/generations", "/api/v1/videos/generations")]
    [InlineData("/gogogotoken/v1/video/generations", "/v1/video/generations")]
    [InlineData("/tokenlab/v1/videos/generations", "/v1/videos/generations")]
    [InlineData("/seedanceapi/v2/generate", "/v2/generate")]
    public async Task Every_dialect_answers_under_its_prefix_and_at_the_root(string prefixed, string root)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var dialect = DialectCase.All.Single(dialect => dialect.SubmitPath == prefixed);

        var below = await simulator.PostAsync(prefixed, dialect.Request("p"));
        var above = await simulator.PostAsync(root, dialect.Request("p"));

        Assert.Equal((200, 200), (below.Status, above.Status));
        Assert.NotEqual(dialect.IdOf(below.Json), dialect.IdOf(above.Json));
    }

    [Theory]
    [InlineData("GenerationSeconds=-1")]
    [InlineData("MaxTasks=0")]
    [InlineData("AssetHours=never")]
    public async Task Setting_that_makes_no_sense_stops_the_start(string setting)
    {
        var start = async () => await SimulatorHost.StartAsync(setting);

        var failure = await Assert.ThrowsAnyAsync<Exception>(start);

        Assert.True(failure is OptionsValidationException or InvalidOperationException, failure.ToString());
    }

    [Fact]
    public void Simulator_knows_nothing_of_the_pipeline()
    {
        var references = typeof(SimulatorApp).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        Assert.DoesNotContain(references, name => name is "Pipeline" or "Functions" or "LocalHost" or "videopipeline");
    }
}
