using System.Net;
using System.Text.Json;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Http;

/// <summary>Queries are held to their names and values, unknown routes and wrong methods have words for it, HEAD answers as GET does (the web server leaves the body out).</summary>
public sealed class RouteTests
{
    // Call, status, code, field, what its sentence says.
    private static readonly (string Call, int Status, string Code, string? Field, string Says)[] s_refused =
    [
        ("GET /api/videos?statsu=running", 400, "invalid_query", "statsu", "did you mean 'status'?"),
        ("GET /api/videos?status=runing", 400, "invalid_query", "status", "did you mean running?"),
        ("GET /api/videos?status=odd", 400, "invalid_query", "status", "queued, submitting, running, storing"),
        ("GET /api/videos?status=queued&status=failed", 400, "invalid_query", "status", "more than once"),
        ("GET /api/videos?limit=501", 400, "invalid_query", "limit", "from 1 to 500"),
        ("GET /api/videos?limit=ten", 400, "invalid_query", "limit", "from 1 to 500"),
        ("GET /api/videos?provider=nobody", 400, "invalid_query", "provider", "gogogotoken, seedanceapi"),
        ("GET /api/videos?created_after=5", 400, "invalid_query", "created_after", "2026-11-30T12:00:00Z"),
        ("GET /api/videos?cursor=c1_YWJj&limit=5", 400, "invalid_query", "cursor", "no cursor of ours"),
        ("GET /api/videos/vid_x?verbose=1", 400, "invalid_query", "verbose", "takes none"),
        ("GET /api/videos/vid_x/content?file=bogus", 400, "invalid_query", "file", "video, cover"),
        ("GET /api/batches?status=succeeded", 400, "invalid_query", "status", "running, completed, cancelled"),
        ("GET /api/batches?limit=101", 400, "invalid_query", "limit", "from 1 to 100"),
        ("GET /api/batches/bat_x/items?limit=0", 400, "invalid_query", "limit", "from 1 to 1000"),
        ("GET /api/batches/bat_x/results?format=xml", 400, "invalid_query", "format", "jsonl, csv"),
        ("GET /api/usage?format=jsonl", 400, "invalid_query", "format", "did you mean json?"),
        ("GET /api/usage?group_by=provider,mood", 400, "invalid_query", "group_by", "provider, model, batch, day"),
        ("GET /api/usage?to=2026-13-01", 400, "invalid_query", "to", "2026-11-30"),
        ("POST /api/quotes?dry=1", 400, "invalid_query", "dry", "takes none"),
        ("POST /api/batches?on_invald=skip", 400, "invalid_query", "on_invald", "did you mean 'on_invalid'?"),
        ("GET /api/models?x=1", 400, "invalid_query", "x", "takes none"),
        ("GET /api/video", 404, "route_not_found", null, "did you mean /api/videos?"),
        ("GET /api/nothing/like/this", 404, "route_not_found", null, "no such route"),
        ("POST /api/models", 405, "method_not_allowed", null, "GET, HEAD"),
        ("PUT /api/videos", 405, "method_not_allowed", null, "GET, HEAD, POST"),
        ("PATCH /api/videos/vid_x", 405, "method_not_allowed", null, "DELETE, GET, HEAD"),
        ("GET /api/callbacks/tokenhub/vid_x/1", 405, "method_not_allowed", null, "POST"),
    ];

    [Fact]
    public async Task Calls_that_mean_nothing_are_answered_with_what_was_probably_meant()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        foreach (var (call, status, code, field, says) in s_refused)
        {
            var parts = call.Split(' ', 2);
            using var request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
            using var response = await host.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();

            Assert.True((int)response.StatusCode == status, $"{call}: {(int)response.StatusCode} {text}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            var problem = JsonDocument.Parse(text).RootElement;
            Assert.True(problem.GetProperty("code").GetString() == code, $"{call}: {text}");
            var said = field is null ? problem.GetProperty("detail").GetString() : problem.GetProperty("errors").EnumerateArray()
                .Single(error => error.GetProperty("field").GetString() == field).GetProperty("message").GetString();
            Assert.True(said!.Contains(says, StringComparison.Ordinal), $"{call}: {said}");
            if (status == 405)
            {
                Assert.Equal(says, string.Join(", ", response.Content.Headers.Allow));
            }
        }
    }

    [Fact]
    public async Task Head_answers_as_get()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        await host.RunToEndAsync(job.Id);

        foreach (var path in (string[])[$"/api/videos/{job.Id}", "/api/videos", "/api/videos/vid_x", "/api/batches", "/api/models", "/api/usage", "/api/health"])
        {
            using var get = await host.Http.GetAsync(path);
            using var head = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        }
    }

    [Fact]
    public void Every_route_that_answers_get_answers_head() =>
        Assert.All(RouteTable.Own.Where(route => route.Methods.Contains("GET")), route => Assert.Contains("HEAD", route.Methods));

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("application/json, text/csv;q=0.5", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("*/*", "application/json")]
    [InlineData(null, "application/json")]
    public async Task Accept_chooses_between_json_and_csv(string? accept, string answered)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/usage");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await host.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, answered), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public void Samples_have_every_call()
    {
        var samples = File.ReadAllLines(Path.Combine(Checkout.Root, "samples", "requests.http"))
            .Select(line => line.Split(' '))
            .Where(line => line.Length == 2 && line[1].StartsWith("{{host}}/", StringComparison.Ordinal) && !line[1].Contains("/dashboard", StringComparison.Ordinal))
            .Select(line => (Method: line[0], Path: new Microsoft.AspNetCore.Http.PathString(line[1]["{{host}}".Length..].Split('?')[0].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))))
            .ToList();

        Assert.Equal(
            Description.Operations.Select(each => (each.Method, each.Path)).Order(),
            samples.Select(sample => (sample.Method, Path: PathOf(sample.Path))).Distinct().Order());

        static string PathOf(Microsoft.AspNetCore.Http.PathString path) => ApiDescription.PathOf(RouteTable.All.First(route => route.Matches(path)));
    }
}
