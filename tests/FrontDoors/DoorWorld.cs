using System.Text;
using System.Text.Json.Nodes;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>The app with its doors open, in a world of its own.</summary>
internal sealed class DoorWorld(PipelineWorld world, PipelineHost host) : IAsyncDisposable
{
    public const string Key = "door-key-of-the-tests";

    public PipelineWorld World => world;

    public PipelineHost Host => host;

    public static async Task<DoorWorld> StartAsync(params (string Name, string Value)[] settings)
    {
        var world = await PipelineWorld.CreateAsync();
        return new DoorWorld(world, await world.StartHostAsync([("FrontDoors:Keys:0", Key), .. settings]));
    }

    public Task<DoorAnswer> SubmitAsync(Dialect dialect, string body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, dialect.SubmitPath, body, Key, idempotencyKey);

    public Task<DoorAnswer> AskAsync(Dialect dialect, string? id) => SendAsync(HttpMethod.Get, dialect.StatusPath + id);

    public async Task<DoorAnswer> SendAsync(
        HttpMethod method, string path, string? body = null, string? key = Key, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in new[] { ("Authorization", key is null ? null : $"Bearer {key}"), ("Idempotency-Key", idempotencyKey) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await host.Http.SendAsync(request);
        return new DoorAnswer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Submits and lets time pass until the task has ended.</summary>
    /// <returns>The last answer.</returns>
    public async Task<DoorAnswer> FinishAsync(Dialect dialect, string body)
    {
        var created = await SubmitAsync(dialect, body);
        Assert.True(created.Status == 200, created.Text);
        var id = dialect.IdOf(created.Json);
        await host.RunToEndAsync(JobOf(id!));
        return await AskAsync(dialect, id);
    }

    /// <summary>The job behind a task's id in any dialect.</summary>
    public static string JobOf(string id) => "vid_" + (id.StartsWith("task_", StringComparison.Ordinal) ? id[5..] : id.TrimStart('n'))[..32];

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await world.DisposeAsync();
    }
}

/// <summary>What a door answered.</summary>
internal sealed record DoorAnswer(int Status, string? ContentType, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
}

/// <summary>One app for the tables of a class, which only post.</summary>
public sealed class SharedDoors : IAsyncLifetime
{
    internal DoorWorld Doors { get; private set; } = null!;

    public async Task InitializeAsync() => Doors = await DoorWorld.StartAsync();

    public async Task DisposeAsync() => await Doors.DisposeAsync();
}
