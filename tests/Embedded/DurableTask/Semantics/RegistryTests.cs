using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class RegistryTests
{
    [Fact]
    public async Task Classes_go_by_their_attribute_or_their_name()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestrator<Greeting>().AddActivity<SayHello>(),
            services: services => services.AddSingleton(new Manners("Good day")));

        Assert.Equal("Good day, Ada", (await fixture.RunAsync("Greeting", "Ada")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Classes_can_be_given_a_name()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestrator<Greeting>("Other").AddActivity<SayHello>("say-hello"),
            services: services => services.AddSingleton(new Manners("Good day")));

        Assert.Equal("Good day, Ada", (await fixture.RunAsync("Other", "Ada")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Classes_can_be_given_by_type()
    {
        var (orchestrator, activity) = (typeof(Greeting), typeof(SayHello));
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestrator(orchestrator).AddActivity(activity),
            services: services => services.AddSingleton(new Manners("Good day")));

        Assert.Equal("Good day, Ada", (await fixture.RunAsync("Greeting", "Ada")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Objects_can_be_given()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestrator(new Greeting()).AddActivity(new SayHello(new Manners("Hi"))));

        Assert.Equal("Hi, Ada", (await fixture.RunAsync("Greeting", "Ada")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Factories_can_be_given()
    {
        await using var fixture = await Fixture.StartAsync(registry => registry
            .AddOrchestrator("Greeting", () => new Greeting())
            .AddActivity("say-hello", _ => new SayHello(new Manners("Hey"))));

        Assert.Equal("Hey, Ada", (await fixture.RunAsync("Greeting", "Ada")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activities_get_services_of_a_scope_of_their_own()
    {
        await using var fixture = await Main.StartAsync(
            Memory.Kept,
            async context => new[] { await context.CallActivityAsync<Guid>("Scope"), await context.CallActivityAsync<Guid>("Scope") },
            registry => registry.AddActivity<ScopeReader>("Scope"));

        await using var scoped = await Fixture.StartAsync(
            registry => registry
                .AddOrchestratorFunc("Main", async context =>
                    new[] { await context.CallActivityAsync<Guid>("Scope"), await context.CallActivityAsync<Guid>("Scope") })
                .AddActivity<ScopeReader>("Scope"),
            services: services => services.AddScoped<ScopeId>());

        Assert.Equal(2, (await scoped.RunAsync("Main")).ReadOutputAs<Guid[]>()!.Distinct().Count());
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await fixture.RunAsync("Main")).RuntimeStatus);
    }

    [Fact]
    public void Names_are_given_once() =>
        Assert.Throws<ArgumentException>(() => new DurableTaskRegistry().AddOrchestrator<Greeting>().AddOrchestrator<Greeting>("GREETING"));

    [Fact]
    public void Abstract_classes_are_refused()
    {
        var type = typeof(TaskActivity<int, int>);

        Assert.Throws<ArgumentException>(() => new DurableTaskRegistry().AddActivity(type));
    }

    [Fact]
    public void Tasks_need_a_name() =>
        Assert.Throws<ArgumentException>(() => new DurableTaskRegistry().AddActivityFunc(default, _ => { }));

    [Fact]
    public void Registrations_can_be_listed()
    {
        var registry = new DurableTaskRegistry().AddOrchestrator<Greeting>().AddActivity<SayHello>();

        Assert.Equal("Greeting", Assert.Single(registry.GetOrchestrators()).Key.Name);
        Assert.Equal("say-hello", Assert.Single(registry.GetActivities()).Key.Name);
    }

    [Theory]
    [InlineData("1", "one")]
    [InlineData("2", "two")]
    [InlineData("", "none")]
    public async Task Orchestrators_are_chosen_by_version(string version, string expected)
    {
        await using var fixture = await Fixture.StartAsync(registry => registry
            .AddOrchestrator("Main", () => FuncTaskOrchestrator.Create<object?, string>((_, _) => Task.FromResult("none")))
            .AddOrchestratorFunc<object?, string>("Main", "1", (_, _) => Task.FromResult("one"))
            .AddOrchestratorFunc<object?, string>("Main", "2", (_, _) => Task.FromResult("two")));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = version });

        Assert.Equal(expected, result.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Unversioned_orchestrator_runs_any_version_while_it_is_alone()
    {
        await using var fixture = await Fixture.StartAsync(registry => registry.AddOrchestratorFunc("Main", context => context.Version));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "9" });

        Assert.Equal("9", result.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Unversioned_orchestrator_does_not_stand_in_for_a_missing_version_of_a_versioned_name()
    {
        await using var fixture = await Fixture.StartAsync(registry => registry
            .AddOrchestratorFunc("Main", context => context.Version)
            .AddOrchestratorFunc<object?, string>("Main", "1", (_, _) => Task.FromResult("one")));

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "9" });

        Assert.Equal("OrchestratorTaskNotFound", result.FailureDetails!.ErrorType);
    }

    [Theory]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "2", OrchestrationRuntimeStatus.Completed)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "1", OrchestrationRuntimeStatus.Failed)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "1", OrchestrationRuntimeStatus.Completed)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "3", OrchestrationRuntimeStatus.Failed)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.None, "3", OrchestrationRuntimeStatus.Completed)]
    public async Task Worker_version_decides_which_instances_run(
        DurableTaskWorkerOptions.VersionMatchStrategy strategy, string version, OrchestrationRuntimeStatus expected)
    {
        await using var fixture = await VersionedAsync(strategy, DurableTaskWorkerOptions.VersionFailureStrategy.Fail);

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = version });

        Assert.Equal(expected, result.RuntimeStatus);
        Assert.Equal(expected == OrchestrationRuntimeStatus.Failed ? "VersionMismatch" : null, result.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task Worker_that_rejects_a_version_leaves_the_instance_pending()
    {
        await using var fixture = await VersionedAsync(
            DurableTaskWorkerOptions.VersionMatchStrategy.Strict, DurableTaskWorkerOptions.VersionFailureStrategy.Reject);

        var result = await fixture.RunAsync("Main", options: new StartOrchestrationOptions { Version = "1" });

        Assert.Equal(OrchestrationRuntimeStatus.Pending, result.RuntimeStatus);
    }

    [Fact]
    public async Task Test_host_runs_on_the_system_clock_without_further_ado()
    {
        await using var host = await DurableTaskTestHost.StartAsync(registry => registry
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
                return await context.CallActivityAsync<string>("Hello");
            })
            .AddActivityFunc("Hello", _ => "hello"));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        var result = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Fixture.Patience);

        Assert.Equal("hello", result.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Test_host_gives_its_services_to_the_test()
    {
        await using var host = await DurableTaskTestHost.StartAsync(
            _ => { },
            new DurableTaskTestHostOptions { ConfigureServices = services => services.AddSingleton(new Manners("x")) });

        Assert.Equal("x", host.Services.GetRequiredService<Manners>().Greeting);
    }

    [Fact]
    public async Task Converter_of_the_options_is_used()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc("Main", _ => new Manners("x")),
            services: services => services.Configure<DurableTaskWorkerOptions>(options =>
                options.DataConverter = new Microsoft.DurableTask.Converters.JsonDataConverter(System.Text.Json.JsonSerializerOptions.Web)));

        Assert.Equal("""{"greeting":"x"}""", (await fixture.RunAsync("Main")).SerializedOutput);
    }

    private static Task<Fixture> VersionedAsync(
        DurableTaskWorkerOptions.VersionMatchStrategy match, DurableTaskWorkerOptions.VersionFailureStrategy failure) =>
        Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc("Main", _ => 1),
            services: services => services.Configure<DurableTaskWorkerOptions>(options => options.Versioning = new()
            {
                Version = "2",
                MatchStrategy = match,
                FailureStrategy = failure,
            }));

    public sealed record Manners(string Greeting);

    public sealed class Greeting : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) =>
            context.CallActivityAsync<string>("say-hello", input);
    }

    [DurableTask("say-hello")]
    public sealed class SayHello(Manners manners) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) =>
            Task.FromResult($"{manners.Greeting}, {input}");
    }

    public sealed class ScopeId
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    public sealed class ScopeReader(ScopeId scope) : TaskActivity<object?, Guid>
    {
        public override Task<Guid> RunAsync(TaskActivityContext context, object? input) => Task.FromResult(scope.Id);
    }
}
