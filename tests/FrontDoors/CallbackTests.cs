using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>The <c>callback_url</c> of seed 004.</summary>
public sealed class CallbackTests
{
    private static readonly Dialect s_dialect = Dialect.Named("seedanceapi");

    [Theory]
    [InlineData("A kite", "SUCCESS")]
    [InlineData("A kite [fault:moderation]", "FAILED")]
    public async Task End_is_told_in_the_shape_of_the_status_and_again_until_it_is_taken(string prompt, string status)
    {
        var calls = new ConcurrentQueue<JsonNode>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        receiver.MapPost("/told", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            calls.Enqueue(JsonNode.Parse(await reader.ReadToEndAsync())!);
            return calls.Count > 2 ? Results.Ok() : Results.StatusCode(503);
        });
        await receiver.StartAsync();
        await using var doors = await DoorWorld.StartAsync();

        var done = await doors.FinishAsync(
            s_dialect, s_dialect.Request($$"""{"prompt":"{{prompt}}","callback_url":"{{receiver.Urls.Single()}}/told"}"""));
        await doors.Host.RunUntilAsync(() => Task.FromResult(calls.Count == 3), TimeSpan.FromHours(1));

        Assert.All(calls, call => Assert.Equal(
            (s_dialect.IdOf(done.Json), status, 200), (s_dialect.IdOf(call), s_dialect.StatusOf(call), (int)call["code"]!)));
        Assert.Equal(done.Json["data"]!["request"]!.ToJsonString(), calls.Last()["data"]!["request"]!.ToJsonString());
        Assert.Equal(status == "SUCCESS" ? 1 : 0, calls.Last()["data"]!["response"]!.AsArray().Count);
    }

    [Fact]
    public async Task Address_on_this_machine_is_refused_where_private_networks_are()
    {
        await using var doors = await DoorWorld.StartAsync(("Assets:AllowPrivateNetworks", "false"));

        foreach (var local in new[] { "http://localhost:7071/x", "https://127.0.0.1/x" })
        {
            var answer = await doors.SubmitAsync(s_dialect, s_dialect.Request($$"""{"callback_url":"{{local}}"}"""));

            Assert.Equal((400, "INVALID_PARAMETER"), (answer.Status, s_dialect.ErrorOf(answer.Json)));
        }
    }
}
