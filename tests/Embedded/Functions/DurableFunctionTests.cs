using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Embedded.DurableTask;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class DurableFunctionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Http_function_starts_an_orchestration_that_calls_activities()
    {
        await using var host = await StartAsync();

        var id = await host.Client.GetStringAsync("/start/Order?quantity=3");
        var finished = await Client(host).WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, finished.RuntimeStatus);
        Assert.Equal($"3 packed for {id}", finished.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Input_is_read_as_each_type_that_is_asked_for()
    {
        await using var host = await StartAsync();

        var finished = await RunAsync(host, "TwoInputs", new OrderInput(4));

        Assert.Equal("4 4", finished.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Failure_of_an_activity_reaches_the_orchestration_with_its_type()
    {
        await using var host = await StartAsync();

        var finished = await RunAsync(host, "Broken");

        Assert.Equal("System.ArgumentException: no such thing / True", finished.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Unknown_activity_fails_without_details_as_under_the_Functions_host()
    {
        await using var host = await StartAsync();

        var finished = await RunAsync(host, "Lost");

        Assert.Equal("(unknown)", finished.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Await_of_something_not_durable_is_detected_as_under_the_Functions_host()
    {
        await using var host = await StartAsync();

        var finished = await RunAsync(host, "Astray");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, finished.RuntimeStatus);
        Assert.StartsWith("An invalid asynchronous invocation was detected.", finished.FailureDetails?.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_have_the_version_of_host_json()
    {
        var folder = Directory.CreateTempSubdirectory("versioned-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "host.json"),
            """{ "extensions": { "http": { "routePrefix": "" }, "durableTask": { "defaultVersion": "1.5" } } }""");
        await using (var host = await StartAsync(folder: folder))
        {
            Assert.Equal("1.5", (await RunAsync(host, "Versioned")).ReadOutputAs<string>());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Worker_serializer_writes_durable_payloads()
    {
        await using var host = await StartAsync(builder => builder.Services.Configure<WorkerOptions>(worker =>
            worker.Serializer = new JsonObjectSerializer(new JsonSerializerOptions(JsonSerializerDefaults.Web))));

        var finished = await RunAsync(host, "TwoInputs", new OrderInput(4));

        Assert.Equal("""{"quantity":4}""", finished.SerializedInput);
    }

    [Fact]
    public async Task Default_serializer_keeps_names_and_reads_them_in_any_case()
    {
        await using var host = await StartAsync();

        var finished = await RunAsync(host, "TwoInputs", new Dictionary<string, int> { ["qUANTITY"] = 5 });
        var plain = await RunAsync(host, "TwoInputs", new OrderInput(4));

        Assert.Equal("5 5", finished.ReadOutputAs<string>());
        Assert.Equal("""{"Quantity":4}""", plain.SerializedInput);
    }

    [Fact]
    public async Task Middleware_wraps_functions_of_every_kind()
    {
        var seen = new List<string>();
        await using var host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            lock (seen)
            {
                seen.Add($"> {context.FunctionDefinition.Name}");
            }

            await next();
            lock (seen)
            {
                seen.Add($"< {context.FunctionDefinition.Name}");
            }
        }));

        var id = await host.Client.GetStringAsync("/start/Order?quantity=3");
        await Client(host).WaitForInstanceCompletionAsync(id).WaitAsync(Deadline);

        Assert.Contains("< StartIt", seen);
        Assert.Equal(["> Order", "> Pack", "< Pack", "< Order"], seen.Where(entry => !entry.EndsWith("StartIt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Work_goes_on_where_it_was_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        string id;
        await using (var first = await StartAsync(folder: folder))
        {
            id = await Client(first).ScheduleNewOrchestrationInstanceAsync("Waiting");
            await first.Host.Services.GetRequiredService<DurableTaskEngine>().WhenIdleAsync().WaitAsync(Deadline);
        }

        await using (var second = await StartAsync(folder: folder))
        {
            await Client(second).RaiseEventAsync(id, "go", "now");
            var finished = await Client(second).WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Deadline);

            Assert.Equal("went now", finished.ReadOutputAs<string>());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Second_host_on_the_same_data_directory_is_refused()
    {
        await using var first = await StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(folder: first.Folder));

        Assert.Contains(first.Folder, VideoPipeline.Embedded.Functions.StartFailureReport.Explain(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Management_api_of_the_host_answers_under_the_hosts_key()
    {
        await using var open = await StartAsync();
        await using var keyed = await FunctionsHost.StartAsync([typeof(DurableSample)], null, null, "--EmbeddedHost:ApiKey=k3y");
        const string list = "/runtime/webhooks/durabletask/instances";
        var id = await open.Client.GetStringAsync("/start/Order?quantity=3");
        await Client(open).WaitForInstanceCompletionAsync(id).WaitAsync(Deadline);

        var instances = await open.Client.GetFromJsonAsync<JsonElement>(list);

        Assert.Equal(id, Assert.Single(instances.EnumerateArray()).GetProperty("instanceId").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await keyed.Client.GetAsync(list)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await keyed.Client.GetAsync($"{list}?code=k3y")).StatusCode);
    }

    [Fact]
    public async Task Two_hosts_in_one_process_do_not_meet()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        var id = await first.Client.GetStringAsync("/start/Order?quantity=1");

        Assert.Null(await Client(second).GetInstanceAsync(id));
    }

    private static DurableTaskClient Client(FunctionsHost host) => host.Host.Services.GetRequiredService<DurableTaskClient>();

    private static async Task<OrchestrationMetadata> RunAsync(FunctionsHost host, string name, object? input = null)
    {
        var id = await Client(host).ScheduleNewOrchestrationInstanceAsync(name, input);
        return await Client(host).WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Deadline);
    }

    private static Task<FunctionsHost> StartAsync(Action<FunctionsApplicationBuilder>? configure = null, string? folder = null) =>
        FunctionsHost.StartAsync([typeof(DurableSample)], configure, folder);

    private sealed record OrderInput(int Quantity);

    private sealed class DurableSample
    {
        [Function("StartIt")]
        public static async Task<IResult> StartAsync(
            [HttpTrigger(AuthorizationLevel.Function, "get", Route = "start/{name}")] HttpRequest request,
            [DurableClient] DurableTaskClient client, string name, int quantity) =>
            Results.Text(await client.ScheduleNewOrchestrationInstanceAsync(name, new OrderInput(quantity)));

        [Function("Order")]
        public static async Task<string> OrderAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var input = context.GetInput<OrderInput>()!;
            return await context.CallActivityAsync<string>("Pack", input.Quantity);
        }

        [Function("Pack")]
        public string Pack([ActivityTrigger] int quantity, string instanceId) => $"{quantity} packed for {instanceId}";

        [Function("TwoInputs")]
        public static string TwoInputs([OrchestrationTrigger] TaskOrchestrationContext context, OrderInput input) =>
            $"{input.Quantity} {context.GetInput<JsonElement>().EnumerateObject().Single().Value}";

        [Function("Broken")]
        public static async Task<string> BrokenAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            try
            {
                await context.CallActivityAsync("Fail");
                return "worked";
            }
            catch (TaskFailedException failure)
            {
                return $"{failure.FailureDetails} / {failure.FailureDetails.IsCausedBy<ArgumentException>()}";
            }
        }

        [Function("Fail")]
        public static Task FailAsync([ActivityTrigger] string? nothing) => throw new ArgumentException("no such thing");

        [Function("Lost")]
        public static async Task<string> LostAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            try
            {
                await context.CallActivityAsync("Nowhere");
                return "worked";
            }
            catch (TaskFailedException failure)
            {
                return failure.FailureDetails.ErrorType;
            }
        }

        [Function("Astray")]
        public static async Task AstrayAsync([OrchestrationTrigger] TaskOrchestrationContext context) => await Task.Delay(1);

        [Function("Versioned")]
        public static string Versioned([OrchestrationTrigger] TaskOrchestrationContext context) => context.Version;

        [Function("Waiting")]
        public static async Task<string> WaitingAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            $"went {await context.WaitForExternalEvent<string>("go")}";
    }
}
