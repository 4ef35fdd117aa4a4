using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Tests.Gogogotoken;
using VideoPipeline.Simulator.Tests.SeedanceApi;
using VideoPipeline.Simulator.Tests.TokenHub;
using VideoPipeline.Simulator.Tests.TokenLab;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>The cases that the simulator is held to, every field, default, limit and error of the seeds among them, at our doors.</summary>
public sealed class ConformanceTests(SharedDoors shared) : IClassFixture<SharedDoors>
{
    /// <summary>Text with audio and nothing to see: tokenhub's page allows free combination, seed 002 says that the model does not make it.</summary>
    private static readonly string[] s_audioAlone =
    [
        """{"model":"doubao-seedance-2.0","prompt":"p","audio_urls":["https://a.example/1.mp3","https://a.example/2.mp3","https://a.example/3.mp3"]}""",
        """{"prompt":"p","model":"seedance-2-mini","duration":4,"aspect_ratio":"adaptive","reference_audio_urls":["https://a.example/1.mp3"]}""",
    ];

    public static TheoryData<string, string> Requests => new TheoryData<string, string>().With(
        ("gogogotoken", GogogotokenContractTests.DocumentedRequests),
        ("tokenlab", TokenLabContractTests.DocumentedRequests),
        ("tokenhub", TokenHubContractTests.DocumentedRequests));

    public static TheoryData<string, string, string> WrongFields => new TheoryData<string, string, string>().With(
        ("gogogotoken", GogogotokenContractTests.WrongFields),
        ("tokenlab", TokenLabContractTests.WrongFields),
        ("tokenhub", TokenHubContractTests.WrongFields));

    public static TheoryData<string, int> CreditRequests => SeedanceApiContractTests.DocumentedRequests;

    public static TheoryData<string, string> CreditErrors => SeedanceApiContractTests.WrongFields;

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Documented_request_is_taken_with_the_documented_answer(string door, string request)
    {
        var dialect = Dialect.Named(door);

        var answer = await shared.Doors.SubmitAsync(dialect, request);

        if (s_audioAlone.Contains(request.Trim()))
        {
            Assert.Equal((400, "audio_urls"), (answer.Status, (string?)answer.Json["error"]!["param"]));
            return;
        }

        Assert.True(answer.Status == 200, answer.Text);
        var id = dialect.IdOf(answer.Json);
        var model = (string?)JsonNode.Parse(request)!["model"];
        var expected = door switch
        {
            "gogogotoken" => $$"""{"id":"{{id}}","task_id":"{{id}}","object":"video","model":"{{model}}","status":"queued","progress":0}""",
            "tokenlab" => $$"""{"id":"{{id}}","task_id":"{{id}}","status":"pending","poll_url":"/v1/tasks/{{id}}","model":"{{model}}"}""",
            _ => $$"""{"id":"{{id}}","object":"video.generation.task","model":"{{model}}","status":"queued","created":{{Now}}}""",
        };
        Assert.Equal(expected, answer.Text);
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Wrong_field_is_refused_by_name_in_the_dialect(string door, string members, string field)
    {
        var dialect = Dialect.Named(door);

        var answer = await shared.Doors.SubmitAsync(dialect, dialect.Request(members));

        Assert.True(answer.Status == 400, answer.Text);
        var error = answer.Json["error"]!;
        Assert.StartsWith($"{field}: ", (string?)error["message"], StringComparison.Ordinal);
        var invalid = door == "gogogotoken" ? "invalid_request" : "invalid_parameter";
        Assert.Equal(field == "model" ? "model_not_found" : invalid, (string?)error["code"]);
        if (door != "gogogotoken")
        {
            Assert.Equal(field, (string?)error["param"]);
        }
    }

    [Theory]
    [MemberData(nameof(CreditRequests))]
    public async Task Documented_request_is_taken_at_the_documented_credits(string request, int credits)
    {
        var answer = await shared.Doors.SubmitAsync(Dialect.Named("seedanceapi"), request);

        if (s_audioAlone.Contains(request.Trim()))
        {
            Assert.Equal((400, "INVALID_PARAMETER"), (answer.Status, (string?)answer.Json["error"]!["code"]));
            return;
        }

        var id = (string?)answer.Json["data"]?["task_id"];
        Assert.Equal(
            $$$"""{"code":200,"message":"success","data":{"task_id":"{{{id}}}","status":"IN_PROGRESS","consumed_credits":{{{credits}}}}}""", answer.Text);
        Assert.Matches("^n[0-9a-f]+sd20$", id);
    }

    [Theory]
    [MemberData(nameof(CreditErrors))]
    public async Task Wrong_field_is_refused_with_the_documented_code(string members, string code)
    {
        var dialect = Dialect.Named("seedanceapi");

        var answer = await shared.Doors.SubmitAsync(dialect, dialect.Request(members));

        Assert.Equal((400, 400, code), (answer.Status, (int)answer.Json["code"]!, (string?)answer.Json["error"]!["code"]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"model":"doubao-seedance-2.0","prompt":"\ud800"}""")]
    [InlineData("""{"model":"doubao-seedance-2.0","prompt":"p","prompt":"q"}""")]
    public async Task Body_that_is_no_object_is_refused_at_every_door(string body)
    {
        foreach (var dialect in Dialect.All)
        {
            var answer = await shared.Doors.SubmitAsync(dialect, body);

            Assert.True(answer.Status == 400, $"{dialect.Name}: {answer.Text}");
            Assert.NotNull(dialect.ErrorOf(answer.Json));
        }
    }

    [Fact]
    public async Task Prompt_has_at_most_2000_characters_where_that_is_documented_and_more_elsewhere()
    {
        foreach (var dialect in Dialect.All)
        {
            var longest = await shared.Doors.SubmitAsync(dialect, dialect.Request($$"""{"prompt":"{{new string('p', 2000)}}"}"""));
            var longer = await shared.Doors.SubmitAsync(dialect, dialect.Request($$"""{"prompt":"{{new string('p', 2001)}}"}"""));

            Assert.Equal(200, longest.Status);
            Assert.Equal(dialect.Name == "seedanceapi" ? 400 : 200, longer.Status);
        }
    }

    private long Now => shared.Doors.World.Time.GetUtcNow().ToUnixTimeSeconds();
}
