using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Management;
using VideoPipeline.Embedded.Tests.DurableTask.Semantics;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

public sealed class ManagementTests
{
    private const string Root = "/runtime/webhooks/durabletask";

    [Fact]
    public async Task Status_of_nobody_is_404()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync($"{Root}/instances/nobody")).StatusCode);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    public async Task Status_of_an_unfinished_instance_is_202_with_where_and_when_to_look_again(OrchestrationRuntimeStatus status)
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", status);

        var response = await site.Http.GetAsync($"{Root}/instances/x?code=1");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"http://localhost{Root}/instances/x?code=1", response.Headers.Location!.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Equal(status.ToString(), (string?)(await BodyAsync(response))["runtimeStatus"]);
    }

    [Fact]
    public async Task Status_body_has_the_fields_of_the_real_host()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Completed);

        var response = await site.Http.GetAsync($"{Root}/instances/x");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """
            {"name":"Waiting","instanceId":"x","runtimeStatus":"Completed","input":1,"customStatus":null,"output":1,"createdTime":"2026-01-01T00:00:00Z","lastUpdatedTime":"2026-01-01T00:00:00Z"}
            """.Trim(),
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Status_leaves_the_input_out_when_asked_to()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Completed);

        Assert.Null((await BodyAsync(await site.Http.GetAsync($"{Root}/instances/x?showInput=false")))["input"]);
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("?returnInternalServerErrorOnFailure=true", HttpStatusCode.InternalServerError)]
    public async Task Status_of_a_failed_instance_is_200_or_500_as_asked(string query, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Failed);

        var response = await site.Http.GetAsync($"{Root}/instances/x{query}");

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("negative", (string?)(await BodyAsync(response))["output"]);
    }

    [Fact]
    public async Task Status_shows_the_history_when_asked_to()
    {
        await using var site = await Site.StartAsync();
        await site.Fixture.RunAsync("Busy", options: new StartOrchestrationOptions("x"));

        var history = (await BodyAsync(await site.Http.GetAsync($"{Root}/instances/x?showHistory=true&showHistoryOutput=true")))["historyEvents"]!.AsArray();

        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "TaskFailed", "TimerFired", "SubOrchestrationInstanceCompleted", "EventRaised", "ExecutionCompleted"],
            history.Select(one => (string?)one!["EventType"]));
        Assert.Equal(("Echo", 5), ((string?)history[1]!["FunctionName"], (int?)history[1]!["Result"]));
        Assert.Equal("Completed", (string?)history[^1]!["OrchestrationStatus"]);
    }

    [Fact]
    public async Task Status_shows_the_history_without_outputs_unless_asked_to()
    {
        await using var site = await Site.StartAsync();
        await site.Fixture.RunAsync("Busy", options: new StartOrchestrationOptions("x"));

        var history = (await BodyAsync(await site.Http.GetAsync($"{Root}/instances/x?showHistory=true")))["historyEvents"]!.AsArray();

        Assert.False(history[1]!.AsObject().ContainsKey("Result"));
    }

    [Fact]
    public async Task List_filters_and_pages_by_a_header()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "a1", OrchestrationRuntimeStatus.Completed);
        await ClientStartTests.BringToAsync(site.Fixture, "a2", OrchestrationRuntimeStatus.Running);
        await ClientStartTests.BringToAsync(site.Fixture, "b1", OrchestrationRuntimeStatus.Failed);

        var first = await site.Http.GetAsync($"{Root}/instances?instanceIdPrefix=a&top=1&runtimeStatus=Completed,Running");
        using var next = new HttpRequestMessage(HttpMethod.Get, $"{Root}/instances?instanceIdPrefix=a&top=5&runtimeStatus=Completed,Running");
        next.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token"));
        var second = await site.Http.SendAsync(next);

        Assert.Equal(["a1"], await IdsAsync(first));
        Assert.Equal(["a2"], await IdsAsync(second));
        Assert.Equal([string.Empty], second.Headers.GetValues("x-ms-continuation-token"));
    }

    [Fact]
    public async Task List_refuses_what_it_cannot_read()
    {
        await using var site = await Site.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await site.Http.GetAsync($"{Root}/instances?runtimeStatus=Sleeping")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Http.GetAsync($"{Root}/instances?createdTimeFrom=soon")).StatusCode);
    }

    [Fact]
    public async Task Raised_event_reaches_the_instance()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Running);

        var response = await site.Http.PostAsJsonAsync($"{Root}/instances/x/raiseEvent/go", 12);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(12, (await site.Fixture.CompletionAsync("x")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData("text/plain", "1")]
    [InlineData("application/json", "{")]
    public async Task Raised_event_has_to_be_json(string type, string body)
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Running);

        using var content = new StringContent(body, Encoding.UTF8, type);
        var response = await site.Http.PostAsync($"{Root}/instances/x/raiseEvent/go", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("raiseEvent/go")]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("rewind")]
    public async Task Command_to_nobody_is_404_and_to_a_finished_instance_410(string command)
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "done", OrchestrationRuntimeStatus.Completed);

        var nobody = await site.Http.PostAsJsonAsync($"{Root}/instances/nobody/{command}", 1);
        var done = await site.Http.PostAsJsonAsync($"{Root}/instances/done/{command}", 1);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Gone), (nobody.StatusCode, done.StatusCode));
    }

    [Fact]
    public async Task Terminate_takes_the_reason_as_the_output()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Running);

        var response = await site.Http.PostAsync($"{Root}/instances/x/terminate?reason=no%20longer%20needed", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("no longer needed", (await site.Fixture.CompletionAsync("x")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspend_and_resume_can_be_said_twice()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Running);

        foreach (var (command, status) in new[]
        {
            ("suspend", OrchestrationRuntimeStatus.Suspended), ("suspend", OrchestrationRuntimeStatus.Suspended),
            ("resume", OrchestrationRuntimeStatus.Running), ("resume", OrchestrationRuntimeStatus.Running),
        })
        {
            var response = await site.Http.PostAsync($"{Root}/instances/x/{command}", null);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal(status, (await site.Fixture.GetAsync("x")).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Start_answers_202_with_all_urls()
    {
        await using var site = await Site.StartAsync();

        var response = await site.Http.PostAsJsonAsync($"{Root}/orchestrators/Waiting/my%20id?code=k", 1);

        var instance = $"http://localhost{Root}/instances/my%20id";
        var query = "taskHub=embedded&connection=Storage&code=k";
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"{instance}?{query}", response.Headers.Location!.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        var body = await BodyAsync(response);
        Assert.Equal(
            [
                ("id", "my id"),
                ("statusQueryGetUri", $"{instance}?{query}"),
                ("sendEventPostUri", $"{instance}/raiseEvent/{{eventName}}?{query}"),
                ("terminatePostUri", $"{instance}/terminate?reason={{text}}&{query}"),
                ("purgeHistoryDeleteUri", $"{instance}?{query}"),
                ("restartPostUri", $"{instance}/restart?{query}"),
                ("suspendPostUri", $"{instance}/suspend?reason={{text}}&{query}"),
                ("resumePostUri", $"{instance}/resume?reason={{text}}&{query}"),
            ],
            body.AsObject().Select(pair => (pair.Key, (string)pair.Value!)));
        Assert.Equal("1", (await site.Fixture.GetAsync("my id")).SerializedInput);
    }

    [Fact]
    public async Task Start_waits_for_the_result_when_given_time()
    {
        await using var site = await Site.StartAsync();

        var response = await site.Http.PostAsJsonAsync($"{Root}/orchestrators/Quick?timeout=20&pollingInterval=1", 1);

        Assert.Equal((HttpStatusCode.OK, "\"quick\""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Start_refuses_bad_json()
    {
        await using var site = await Site.StartAsync();

        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        var response = await site.Http.PostAsync($"{Root}/orchestrators/Waiting", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Start_with_a_taken_id_is_500_with_the_exception()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Running);

        var response = await site.Http.PostAsJsonAsync($"{Root}/orchestrators/Waiting/x", 1);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(
            "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException", (string?)(await BodyAsync(response))["ExceptionType"]);
    }

    [Fact]
    public async Task Restart_answers_202_and_nobody_is_400()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Completed);

        var again = await site.Http.PostAsync($"{Root}/instances/x/restart?restartWithNewInstanceId=false", null);
        var nobody = await site.Http.PostAsync($"{Root}/instances/nobody/restart", null);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.BadRequest), (again.StatusCode, nobody.StatusCode));
        Assert.Equal("x", (string?)(await BodyAsync(again))["id"]);
    }

    [Fact]
    public async Task Purge_counts_what_it_deleted()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Completed);

        var first = await site.Http.DeleteAsync($"{Root}/instances/x");
        var second = await site.Http.DeleteAsync($"{Root}/instances/x");

        Assert.Equal("""{"instancesDeleted":1}""", await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
    }

    [Fact]
    public async Task Purge_of_many_needs_a_lower_bound()
    {
        await using var site = await Site.StartAsync();
        await ClientStartTests.BringToAsync(site.Fixture, "x", OrchestrationRuntimeStatus.Completed);

        Assert.Equal(HttpStatusCode.BadRequest, (await site.Http.DeleteAsync($"{Root}/instances")).StatusCode);
        Assert.Equal(
            """{"instancesDeleted":1}""",
            await (await site.Http.DeleteAsync($"{Root}/instances?createdTimeFrom=2025-01-01T00:00:00Z")).Content.ReadAsStringAsync());
        Assert.Equal(
            HttpStatusCode.NotFound, (await site.Http.DeleteAsync($"{Root}/instances?createdTimeFrom=2025-01-01T00:00:00Z")).StatusCode);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static async Task<IEnumerable<string?>> IdsAsync(HttpResponseMessage response) =>
        (await BodyAsync(response)).AsArray().Select(one => (string?)one!["instanceId"]);

    private sealed class Site(Fixture fixture, WebApplication app) : IAsyncDisposable
    {
        public Fixture Fixture => fixture;

        public HttpClient Http { get; } = app.GetTestClient();

        public static async Task<Site> StartAsync()
        {
            var fixture = await Fixture.StartAsync(Register, configure: options =>
            {
                options.FunctionsHost = true;
                options.ReplaceRunningInstances = false;
            });
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseTestServer();
            var app = builder.Build();
            app.MapDurableTaskManagement(fixture.Client);
            await app.StartAsync();
            return new Site(fixture, app);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.DisposeAsync();
            await fixture.DisposeAsync();
        }

        private static void Register(DurableTaskRegistry registry) => registry
            .AddOrchestratorFunc("Waiting", async context =>
            {
                var answer = await context.WaitForExternalEvent<int>("go");
                return answer >= 0 ? answer : throw new InvalidOperationException("negative");
            })
            .AddOrchestratorFunc("Quick", _ => "quick")
            .AddOrchestratorFunc("Busy", async context =>
            {
                await context.CallActivityAsync("Echo", 5);
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Missing"));
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.CallSubOrchestratorAsync("Quick");
                context.SendEvent(context.InstanceId, "self", 1);
                await context.WaitForExternalEvent<int>("self");
            })
            .AddActivityFunc<int, int>("Echo", (_, input) => input);
    }
}
