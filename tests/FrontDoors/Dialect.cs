using System.Text.Json.Nodes;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>One dialect as its customers speak it.</summary>
/// <param name="Base">A good request with nothing but what is required.</param>
internal sealed record Dialect(
    string Name,
    string SubmitPath,
    string StatusPath,
    string Base,
    Func<JsonNode, string?> IdOf,
    Func<JsonNode, string?> StatusOf,
    Func<JsonNode, string?> UrlOf,
    Func<JsonNode, string?> ErrorOf)
{
    public static readonly IReadOnlyList<Dialect> All =
    [
        new("gogogotoken", "/v1/video/generations", "/v1/video/generations/",
            """{"model":"doubao-seedance-2-0","prompt":"A kite"}""",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["output"]?["video_url"],
            body => (string?)body["error"]?["code"]),
        new("tokenlab", "/v1/videos/generations", "/v1/tasks/",
            """{"model":"seedance-2.0","operation":"text-to-video","prompt":"A kite"}""",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["video_url"],
            body => (string?)body["error"]?["code"]),
        new("tokenhub", "/api/v1/videos/generations", "/api/v1/videos/generations/",
            """{"model":"doubao-seedance-2.0","prompt":"A kite"}""",
            body => (string?)body["id"], body => (string?)body["status"], body => (string?)body["data"]?[0]?["video_url"],
            body => (string?)body["error"]?["code"]),
        new("seedanceapi", "/v2/generate", "/v2/status?task_id=",
            """{"prompt":"A kite"}""",
            body => (string?)body["data"]?["task_id"], body => (string?)body["data"]?["status"],
            body => (string?)body["data"]?["response"]?.AsArray().FirstOrDefault(), body => (string?)body["error"]?["code"]),
    ];

    public static TheoryData<string> Names => [.. All.Select(dialect => dialect.Name)];

    public static Dialect Named(string name) => All.Single(dialect => dialect.Name == name);

    /// <summary>The good request with members put over it.</summary>
    public string Request(string members = "{}")
    {
        if (members.Contains("1e400", StringComparison.Ordinal))
        {
            return $"{Base[..^1]},{members.Trim()[1..]}";
        }

        var request = JsonNode.Parse(Base)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        return request.ToJsonString();
    }
}
