using System.Net;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Demo.Chaos;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Tests.Demo.Chaos;

public sealed class OperatorTests
{
    private const string Resolve = "POST /api/videos/lamp/resolve";

    [Fact]
    public async Task The_task_that_the_reseller_has_is_adopted()
    {
        using var cli = Prepare("""{"id":"t1","dialect":"tokenhub","prompt":"lamp"}""");
        cli.Host.On(Resolve, "{}", HttpStatusCode.Accepted);

        var answers = await RunAsync(cli);

        var call = Assert.Single(cli.Host.CallsTo(Resolve));
        Assert.Equal("""{"task_id":"t1"}""", call.Body);
        Assert.Equal(StackSettings.OperatorKey, call.Header("x-operator-key"));
        Assert.Equal([new OperatorAnswer("Lamp", "lamp", "t1")], answers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"id":"t1","dialect":"tokenlab","prompt":"lamp"}""")]
    [InlineData("""{"id":"t1","dialect":"tokenhub","prompt":"a lamp"}""")]
    public async Task Where_the_reseller_has_none_of_it_it_is_sent_again(string task)
    {
        using var cli = Prepare(task);
        cli.Host.On(Resolve, "{}", HttpStatusCode.Accepted);

        var answers = await RunAsync(cli);

        Assert.Equal("""{"action":"resubmit"}""", Assert.Single(cli.Host.CallsTo(Resolve)).Body);
        Assert.Null(Assert.Single(answers).Task);
    }

    [Fact]
    public async Task A_task_that_another_job_has_is_not_taken()
    {
        using var cli = Prepare("""{"id":"t1","dialect":"tokenhub","prompt":"lamp"}""");
        cli.Host.On("GET /api/videos/other", JobJson.Of("other", "running", """ "provider_task_id":"t1" """)).On(Resolve, "{}", HttpStatusCode.Accepted);

        await RunAsync(cli);

        Assert.Equal("""{"action":"resubmit"}""", Assert.Single(cli.Host.CallsTo(Resolve)).Body);
    }

    [Fact]
    public async Task While_the_submit_may_be_under_way_the_answer_is_given_again()
    {
        using var cli = Prepare("""{"id":"t1","dialect":"tokenhub","prompt":"lamp"}""");
        cli.Host.InTurn(
            Resolve,
            _ => StubHost.Json("""{"code":"submission_in_flight"}""", HttpStatusCode.Conflict),
            _ => StubHost.Json("{}", HttpStatusCode.Accepted));

        await RunAsync(cli);

        Assert.Equal(2, cli.Host.CallsTo(Resolve).Count);
    }

    [Fact]
    public async Task A_refusal_that_will_not_pass_ends_the_run()
    {
        using var cli = Prepare("""{"id":"t1","dialect":"tokenhub","prompt":"lamp"}""");
        cli.Host.On(Resolve, """{"code":"task_does_not_match"}""", HttpStatusCode.Conflict);

        var refusal = await Assert.ThrowsAsync<HostRefusedException>(() => RunAsync(cli));

        Assert.Equal("task_does_not_match", refusal.Problem.Code);
    }

    private static CliRun Prepare(string task)
    {
        var cli = new CliRun();
        var entry = task.Length == 0 ? "" : task[..^1] + ""","quoted":{"currency":"USD"},"billed_amount":1}""";
        cli.Host.On("GET /admin/tasks", $"[{entry}]")
            .InTurn("GET /api/videos/lamp", JobJson.Of("lamp", "ambiguous"), JobJson.Of("lamp", "ambiguous"), JobJson.Of("lamp", "running"))
            .On("GET /api/videos/other", JobJson.Of("other", "running"));
        return cli;
    }

    private static async Task<IReadOnlyList<OperatorAnswer>> RunAsync(CliRun cli)
    {
        var surroundings = cli.Surroundings(TextWriter.Null, TextWriter.Null, new MemoryStream());
        using var session = new Session(surroundings, new Terminal(surroundings, json: false, plain: true), new Uri(StubHost.Url), null);
        var submissions = new[] { Submission("Lamp", "lamp"), Submission("Other", "other") };
        return await new Operator(session, new ResellerBooks(session.Web, new Uri("http://stub.test:7072/")))
            .ResolveAsync([new Job("lamp", "ambiguous", Provider: "tokenhub")], submissions, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static DemoSubmission Submission(string item, string id) =>
        new(new CatalogItem(item, new JsonObject { ["prompt"] = id }), new LabelledJob(item, id), new QuoteAnswer());
}
