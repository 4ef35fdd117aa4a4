using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class HttpTriggerTests : IAsyncLifetime
{
    private readonly RecordingLogger log = new();
    private FunctionsHost host = null!;

    public async Task InitializeAsync() => host = await FunctionsHost.StartAsync([typeof(HttpFunctions)], builder =>
    {
        builder.Services.AddSingleton<Counter>();
        builder.Logging.AddProvider(log.Provider);
    });

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Function_gets_the_body_and_its_result_is_executed()
    {
        var answer = await host.Client.PostAsync("/echo", new StringContent("hello"));

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/items/a", "GET a - - False")]
    [InlineData("/items/a/7", "GET a 7 - False")]
    [InlineData("/items/a%2Fb?loud=true", "GET a%2Fb - - True")]
    [InlineData("/items/a?tag=0f8fad5b-d9cb-469f-a165-70867728950e", "GET a - 0f8f False")]
    public async Task Route_and_query_values_fill_parameters_by_name(string path, string expected) =>
        Assert.Equal(expected, await host.Client.GetStringAsync(path));

    [Fact]
    public async Task Value_that_cannot_be_read_is_a_400() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.GetAsync("/items/a?tag=nonsense")).StatusCode);

    [Fact]
    public async Task Object_is_written_as_json_with_its_own_names()
    {
        var json = await host.Client.GetFromJsonAsync<JsonElement>("/Plain?a=1&b=2");

        Assert.Equal("hi", json.GetProperty("Text").GetString());
        Assert.Equal(2, json.GetProperty("Number").GetInt32());
    }

    [Fact]
    public async Task String_is_written_as_text()
    {
        var answer = await host.Client.GetAsync("/Text");

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("/Text", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Action_result_is_executed() =>
        Assert.Equal(418, (int)(await host.Client.GetAsync("/Action")).StatusCode);

    [Fact]
    public async Task Function_that_returns_nothing_leaves_the_response_as_it_made_it() =>
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("/Nothing")).StatusCode);

    [Fact]
    public async Task Exception_is_an_empty_500_and_logged_once()
    {
        var answer = await host.Client.GetAsync("/Throw");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        var entry = Assert.Single(log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal("secret details", entry.Exception?.Message);
    }

    [Theory]
    [InlineData("GET", "/unknown")]
    [InlineData("GET", "/echo")]
    [InlineData("DELETE", "/items/a")]
    public async Task Unknown_route_and_wrong_method_are_404(string method, string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path))).StatusCode);

    [Fact]
    public async Task Body_of_fifty_megabytes_reaches_the_function()
    {
        var answer = await host.Client.PostAsync("/Size", new ByteArrayContent(new byte[50_000_000]));

        Assert.Equal("50000000", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_over_the_limit_of_Functions_is_a_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Size") { Content = new ByteArrayContent(new byte[104_857_601]) };
        request.Headers.ExpectContinue = true;

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Function_context_tells_what_runs()
    {
        var json = await host.Client.GetFromJsonAsync<JsonElement>("/context/kim");

        Assert.Equal("Context", json.GetProperty("function").GetString());
        Assert.Equal("Embedded.Tests.Functions.HttpFunctions.Context", json.GetProperty("entry").GetString());
        Assert.Equal("httpTrigger", json.GetProperty("binding").GetString());
        Assert.Equal("kim", json.GetProperty("name").GetString());
        Assert.True(json.GetProperty("sameRequest").GetBoolean());
        Assert.True(json.GetProperty("sameToken").GetBoolean());
        Assert.Equal(1, json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Loopback_needs_no_key_but_a_name_of_its_own()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = new StringContent("x") };
        request.Headers.Host = "rebound.example";

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Anonymous_function_is_open_under_any_name()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/a");
        request.Headers.Host = "tunnel.example";

        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(request)).StatusCode);
    }
}
