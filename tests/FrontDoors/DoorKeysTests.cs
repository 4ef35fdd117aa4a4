using VideoPipeline.Functions.FrontDoors;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>Who gets in, and that whoever does not is told so in the dialect.</summary>
public sealed class DoorKeysTests(SharedDoors shared) : IClassFixture<SharedDoors>
{
    [Theory]
    [MemberData(nameof(Dialect.Names), MemberType = typeof(Dialect))]
    public async Task Missing_or_wrong_key_is_refused_on_every_call(string name)
    {
        var dialect = Dialect.Named(name);
        foreach (var key in new[] { null, "", "invalid", DoorWorld.Key + "x" })
        {
            var created = await shared.Doors.SendAsync(HttpMethod.Post, dialect.SubmitPath, dialect.Base, key);
            var asked = await shared.Doors.SendAsync(HttpMethod.Get, dialect.StatusPath + "x", key: key);

            Assert.Equal((401, 401), (created.Status, asked.Status));
            Assert.Equal(name == "seedanceapi" ? "INVALID_API_KEY" : "invalid_api_key", dialect.ErrorOf(created.Json));
        }
    }

    [Fact]
    public async Task Every_key_of_the_list_opens()
    {
        await using var doors = await DoorWorld.StartAsync(("FrontDoors:Keys:1", "another-key-for-rotation"));
        var dialect = Dialect.Named("tokenhub");

        var created = await doors.SendAsync(HttpMethod.Post, dialect.SubmitPath, dialect.Base, "another-key-for-rotation");

        Assert.Equal(200, created.Status);
        Assert.Equal(200, (await doors.AskAsync(dialect, dialect.IdOf(created.Json))).Status);
    }

    [Theory]
    [InlineData("false", 401)]
    [InlineData("true", 200)]
    public async Task Without_keys_the_doors_are_closed_but_on_loopback(string onLoopback, int status)
    {
        await using var world = await Functions.Tests.World.PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("LocalHost:OnLoopback", onLoopback));
        await using var doors = new DoorWorld(world, host);
        foreach (var dialect in Dialect.All)
        {
            var any = await doors.SendAsync(HttpMethod.Post, dialect.SubmitPath, dialect.Base, "any-key");
            var none = await doors.SendAsync(HttpMethod.Post, dialect.SubmitPath, dialect.Base, key: null);
            var rebound = await doors.SendAsync(HttpMethod.Post, "http://rebound.example" + dialect.SubmitPath, dialect.Base, "any-key");

            Assert.Equal((status, 401, 401), (any.Status, none.Status, rebound.Status));
        }
    }

    [Theory]
    [MemberData(nameof(Dialect.Names), MemberType = typeof(Dialect))]
    public async Task Wrong_method_and_unknown_task_are_told_in_the_dialect(string name)
    {
        var dialect = Dialect.Named(name);

        var wrong = await shared.Doors.SendAsync(HttpMethod.Put, dialect.SubmitPath, dialect.Base);
        var unknown = await shared.Doors.AskAsync(dialect, "task_0");

        Assert.Equal((405, "application/json"), (wrong.Status, wrong.ContentType));
        Assert.Equal(name == "seedanceapi" ? "METHOD_NOT_ALLOWED" : "method_not_allowed", dialect.ErrorOf(wrong.Json));
        Assert.Equal(404, unknown.Status);
        Assert.Equal(name == "seedanceapi" ? "TASK_NOT_FOUND" : "task_not_found", dialect.ErrorOf(unknown.Json));
    }

    [Fact]
    public async Task Status_without_a_task_id_is_a_task_that_is_not_found() =>
        Assert.Equal(404, (await shared.Doors.SendAsync(HttpMethod.Get, "/v2/status")).Status);

    [Fact]
    public void Short_keys_and_wrong_pins_are_faults_at_start()
    {
        var options = new FrontDoorsOptions { Keys = { "short" } };
        options.Pins["tokenhub"] = "nobody";
        options.Pins["tokenpub"] = "tokenhub";
        options.Pins["tokenlab"] = "seedanceapi";

        Assert.Equal(3, options.Faults(TimeSpan.FromMinutes(10)).Count());
    }
}
