using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Simulator.Tests;

/// <summary>One dialect as a test drives it: where to post, where to poll, where the answers keep what matters.</summary>
internal sealed record DialectCase(
    string Name,
    string SubmitPath,
    string StatusPath,
    string Body,
    string Succeeded,
    Func<JsonNode, string?> IdOf,
    Func<JsonNode, string?> StatusOf,
    Func<JsonNode, string?> UrlOf,
    Func<JsonNode, string?> ErrorCodeOf)
{
    public static readonly IReadOnlyList<DialectCase> All =
    [
        new("tokenhub", "/tokenhub/api/v1/videos/generations", "/tokenhub/api/v1/videos/generations/",
            """{"model":"doubao-seedance-2.0","prompt":"PROMPT"}""", "succeeded",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["data"]?[0]?["video_url"],
            body => (string?)body["error"]?["code"]),
        new("gogogotoken", "/gogogotoken/v1/video/generations", "/gogogotoken/v1/video/generations/",
            """{"model":"doubao-seedance-2-0","prompt":"PROMPT","size":"1280x720"}""", "completed",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["output"]?["video_url"],
            body => (string?)body["error"]?["code"]),
        new("tokenlab", "/tokenlab/v1/videos/generations", "/v1/tasks/",
            """{"model":"seedance-2.0","operation":"text-to-video","prompt":"PROMPT"}""", "completed",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["video_url"],
            body => (string?)body["error"]?["code"]),
        new("seedanceapi", "/seedanceapi/v2/generate", "/seedanceapi/v2/status?task_id=",
            """{"prompt":"PROMPT"}""", "SUCCESS",
            body => (string?)body["data"]?["task_id"], body => (string?)body["data"]?["status"],
            body => body["data"]?["response"] is JsonArray { Count: > 0 } urls ? (string?)urls[0] : null,
            body => (string?)body["error"]?["code"]),
    ];

    public static DialectCase Named(string name) => All.Single(dialect => dialect.Name == name);

    public string Request(string prompt) =>
        Body.Replace("\"PROMPT\"", JsonSerializer.Serialize(prompt), StringComparison.Ordinal);

    public Task<Answer> SubmitAsync(SimulatorHost simulator, string prompt, string? header = null) =>
        simulator.PostAsync(SubmitPath, Request(prompt), header);

    public Task<Answer> PollAsync(SimulatorHost simulator, string? id) => simulator.GetAsync(StatusPath + id);

    /// <summary>Submits and runs to the end; the id and the last answer.</summary>
    public async Task<(string Id, JsonNode Done)> FinishAsync(SimulatorHost simulator, string prompt)
    {
        var id = IdOf((await SubmitAsync(simulator, prompt)).Json)!;
        simulator.Time.Advance(10);
        return (id, (await PollAsync(simulator, id)).Json);
    }
}
