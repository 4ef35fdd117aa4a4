using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>The description and the code, held to each other in both directions. What routes answer, <see cref="DescribedAnswers"/> holds to it in every test.</summary>
public sealed partial class OpenApiTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Routes_and_methods_are_those_of_the_triggers()
    {
        var routes = RouteTable.Own.SelectMany(route => route.Methods.Where(method => method != "HEAD").Select(method => $"{method} {ApiDescription.PathOf(route)}"));
        var described = Description.Operations.Where(each => each.Path.StartsWith("/api/", StringComparison.Ordinal) && !each.Path.StartsWith("/api/v1/", StringComparison.Ordinal));

        Assert.Equal(routes.Order(), described.Select(each => $"{each.Method} {each.Path}").Order());
    }

    [Fact]
    public async Task Doors_take_the_methods_that_are_described()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("LocalHost:OnLoopback", "true"));

        using var client = new HttpClient(host.Worker.CreateHandler());
        client.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        foreach (var door in RouteTable.All.Where(route => route.IsFrontDoor))
        {
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Patch, $"http://localhost/{door.Template.Replace("{id}", "x", StringComparison.Ordinal)}"));

            Assert.Equal(System.Net.HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(
                response.Content.Headers.Allow.Where(method => method != "HEAD").Order(),
                Description.Operations.Where(each => each.Path == ApiDescription.PathOf(door)).Select(each => each.Method).Order());
        }
    }

    [Fact]
    public void Query_parameters_are_those_that_routes_know()
    {
        foreach (var route in RouteTable.Own)
        {
            var described = Description.Operations.Where(each => each.Path == ApiDescription.PathOf(route) && route.Methods.Contains(each.Method))
                .SelectMany(each => each.Operation["parameters"] as JsonArray ?? [])
                .Where(parameter => (string?)parameter!["in"] == "query").Select(parameter => (string)parameter!["name"]!);

            Assert.Equal(QueryParameters.Of(route.Function).Select(parameter => parameter.Name), described);
        }
    }

    [Fact]
    public void Codes_are_those_in_the_code()
    {
        var source = string.Join('\n', new[] { "Functions", "Pipeline" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Api{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var constants = typeof(RequestCodes).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        var described = ApiProblems.All.Keys.Concat(ApiProblems.OfFields.Keys).ToHashSet();

        // A literal where a problem or a field's error is made, and every constant.
        var made = Problem().Matches(source).Select(match => match.Groups["code"].Value).Concat(constants.Values).ToHashSet();

        Assert.Empty(made.Except(described));
        Assert.DoesNotContain(described, code => !made.Contains(code) && !code.StartsWith("item_", StringComparison.Ordinal) && !source.Contains($"\"{code}\"", StringComparison.Ordinal) && code is not ("video_not_found" or "batch_not_found"));
        Assert.Empty(ApiProblems.All.Keys.Except(ApiCalls.All.SelectMany(call => call.Codes)).Except(["route_not_found", "method_not_allowed"]));
        Assert.All(ApiProblems.OfJobs, code => Assert.Contains(code.Replace(JobError.Output, "", StringComparison.Ordinal), source, StringComparison.Ordinal));
    }

    [Fact]
    public void Problems_have_the_status_with_which_they_are_made()
    {
        var source = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "Functions"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        var made = Status().Matches(source).Select(match => (Code: match.Groups["code"].Value, Status: int.Parse(match.Groups["status"].Value, null))).Distinct().ToList();

        Assert.True(made.Count > 15, $"{made.Count}");
        Assert.All(made, each => Assert.Equal((each.Code, ApiProblems.All[each.Code].Status), each));
    }

    [Fact]
    public void Fields_that_are_described_are_taken_and_no_others()
    {
        var fields = Description.Document["components"]!["schemas"]![ApiSchemas.VideoRequest]!["properties"]!.AsObject();

        Assert.Equal(VideoFields.Names.Order(), fields.Select(field => field.Key).Order());
        foreach (var (name, schema) in fields)
        {
            var body = new JsonObject { ["prompt"] = "A lamp", [name] = schema!["examples"]![0]!.DeepClone() };
            if (name == VideoFields.ReferenceAudios.Name)
            {
                body[VideoFields.ReferenceImages.Name] = JsonNode.Parse(VideoFields.ReferenceImages.Example);
            }

            var reading = VideoRequestReader.Read(body, new RequestRules());

            Assert.DoesNotContain(reading.Problem?.Errors ?? [], error => error.Field.Split('[', '.')[0] == name);
            Assert.Empty(Description.Check.Faults(schema, body[name]));
        }

        var batch = Description.Document["components"]!["schemas"]![ApiSchemas.BatchRequest]!["properties"]!.AsObject();
        Assert.Equal([.. BatchFields.Names.Order(), "items"], batch.Select(field => field.Key).Where(name => name != "items").Order().Append("items"));
        foreach (var (name, schema) in batch.Where(field => field.Key != "items"))
        {
            var json = System.Text.Json.JsonSerializer.SerializeToElement(new JsonObject { [name] = schema!["examples"]![0]!.DeepClone() });
            Assert.Null(BatchOptions.Read(json, new RequestRules()).Problem);
        }
    }

    [Theory]
    [InlineData("duration", "3", "out_of_range")]
    [InlineData("duration", "16", "out_of_range")]
    [InlineData("resolution", "\"8k\"", "unknown_value")]
    [InlineData("seed", "-2", "out_of_range")]
    [InlineData("colour", "1", "unknown_field")]
    [InlineData("max_cost_usd", "\"0\"", "out_of_range")]
    [InlineData("reference_videos", "[\"https://a.b/1\",\"https://a.b/2\",\"https://a.b/3\",\"https://a.b/4\"]", "too_many_items")]
    public void What_the_description_forbids_the_door_refuses(string field, string value, string code)
    {
        var body = new JsonObject { ["prompt"] = "A lamp", [field] = JsonNode.Parse(value) };
        var schema = Description.Document["components"]!["schemas"]![ApiSchemas.VideoRequest]!;

        Assert.Contains(VideoRequestReader.Read(body, new RequestRules()).Problem!.Errors, error => error.Field == field && error.Code == code);
        if (code is not "too_many_items" && field is not "max_cost_usd")
        {
            Assert.NotEmpty(Description.Check.Faults(schema, body));
        }
    }

    [Fact]
    public void Examples_are_what_their_schemas_say()
    {
        var media = Description.Operations.SelectMany(each => (each.Operation["responses"]!.AsObject().Select(response => response.Value!).Append(each.Operation["requestBody"])).OfType<JsonNode>()
            .SelectMany(body => body["content"] as JsonObject ?? []).Select(content => (Where: $"{each.Method} {each.Path}", content.Key, content.Value)))
            .Concat(Description.Document["webhooks"]!.AsObject().SelectMany(hook => hook.Value!["post"]!["requestBody"]!["content"]!.AsObject().Select(content => (Where: hook.Key, content.Key, content.Value))));
        var checkedOnes = 0;
        foreach (var (where, type, content) in media.Where(each => each.Key.EndsWith("json", StringComparison.Ordinal)))
        {
            foreach (var example in (content!["examples"] as JsonObject ?? []).Select(each => each.Value!["value"]).Append(content["example"]).OfType<JsonNode>())
            {
                Assert.True(Description.Check.Faults(content["schema"]!, example) is [], $"{where} {type}: {string.Join("; ", Description.Check.Faults(content["schema"]!, example))}");
                checkedOnes++;
            }
        }

        Assert.True(checkedOnes > 80, $"{checkedOnes}");
    }

    [Fact]
    public void Events_and_columns_are_those_that_are_written()
    {
        var types = Enum.GetValues<JobStatus>().SelectMany(status => new[] { false, true }.Select(late => VideoEventTypes.Of(null, ApiSamples.Job with { Status = status, Late = late }))).OfType<string>().Distinct();

        Assert.Equal(types.Order(), VideoEventTypes.All.Order());
        Assert.Equal(GetBatchResults.Columns.Length, GetBatchResults.Cells(ApiSamples.Item).Length);
        Assert.Equal(VideoFields.Names.Append("item").Append("metadata.*").Except(["metadata"]).Order(), Columns("post", "/api/batches").Order());
        Assert.Empty(FlatFields.ToJson([KeyValuePair.Create("metadata.sku", "LAMP-1")]).Select(member => member.Key).Except(["metadata"]));

        static IEnumerable<string> Columns(string method, string path) => Description.Document["paths"]![path]![method]!["requestBody"]!["content"]!["text/csv"]!["x-columns"]!
            .AsArray().Select(column => (string)column!);
    }

    [Fact]
    public async Task Generic_validator_accepts_the_description()
    {
        var tool = Path.Combine(Checkout.Root, "node_modules", "@seriousme", "openapi-schema-validator", "bin", "validate-api-cli.js");
        Assert.True(File.Exists(tool), "npm ci brings the validator.");
        var file = Path.Combine(Path.GetTempPath(), $"openapi-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, Description.Document.ToJsonString());
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", [tool, file]) { RedirectStandardOutput = true })!;
            using var patience = new CancellationTokenSource(s_patience);
            var says = await node.StandardOutput.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);

            Assert.True(node.ExitCode == 0, says);
            Assert.StartsWith("3.1", (string)Description.Document["openapi"]!, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Description_is_served()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        Assert.True(JsonNode.DeepEquals(Description.Document, JsonNode.Parse(await host.Http.GetStringAsync("/api/openapi.json"))));
    }

    [Fact]
    public void Page_is_what_the_description_generates()
    {
        var path = Path.Combine(Checkout.Root, "docs", "api.md");
        var expected = ApiMarkdown.Write(ApiDescription.Create());
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [GeneratedRegex("""(?:(?:new Problem\(\s*\d+|Answers\.Refused\(\s*[\w.]+|Wrong\("\w+"|new FieldError\(\s*"?\w+"?|errors\.Add\([^,]+),|AdoptionResult\.Refused\(|Refuse\()\s*"(?<code>[a-z]+_[a-z_]+)",""")]
    private static partial Regex Problem();

    [GeneratedRegex("""(?:new Problem|Answers\.Refused)\(\s*(?<status>\d+),\s*"(?<code>[a-z_]+)",""")]
    private static partial Regex Status();
}
