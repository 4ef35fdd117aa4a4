using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>What a build and a publish of the app are made of.</summary>
public sealed class ProjectTests
{
    private const string Extension = "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus";
    private const string Scheduler = "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged";

    private static readonly Task<ProjectEvaluation> Built = ProjectEvaluation.OfFunctionsAsync();

    private static readonly Task<ProjectEvaluation> Published = ProjectEvaluation.OfFunctionsAsync("-p:_IsPublishing=true");

    public static TheoryData<string, string> Pinned => new()
    {
        { "Azure.Identity", "1.21.0" },
        { "Azure.Messaging.ServiceBus", "7.21.0" },
        { "Azure.Monitor.OpenTelemetry.Exporter", "1.10.0" },
        { "Azure.Storage.Blobs", "12.30.1" },
        { "Microsoft.Azure.Functions.Worker", "2.52.0" },
        { "Microsoft.Azure.Functions.Worker.Extensions.DurableTask", "1.21.1" },
        { "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "2.1.1" },
        { "Microsoft.Azure.Functions.Worker.Extensions.Timer", "4.3.1" },
        { "Microsoft.Azure.Functions.Worker.OpenTelemetry", "1.2.0" },
        { "Microsoft.Azure.Functions.Worker.Sdk", "2.1.0" },
        { "Microsoft.DurableTask.Analyzers", "1.28.0" },
        { "Microsoft.DurableTask.Client", "1.28.0" },
        { "Microsoft.DurableTask.Worker", "1.28.0" },
        { "OpenTelemetry.Extensions.Hosting", "1.20.1" },
    };

    [Theory]
    [MemberData(nameof(Pinned))]
    public async Task Build_and_publish_reference_the_same_pinned_package(string package, string version)
    {
        Assert.Contains(package, (await Built).Packages);
        Assert.Contains(package, (await Published).Packages);
        Assert.Equal(version, (await Published).Versions[package]);
    }

    [Fact]
    public async Task A_publish_takes_the_service_bus_package_and_a_build_the_project_in_its_place()
    {
        Assert.Equal("Package", (await Published).ServiceBusExtension);
        Assert.Contains(Extension, (await Published).Packages);
        Assert.Equal("5.24.0", (await Published).Versions[Extension]);
        Assert.DoesNotContain((await Published).Projects, IsStandIn);

        Assert.Equal("Source", (await Built).ServiceBusExtension);
        Assert.DoesNotContain(Extension, (await Built).Packages);
        Assert.Single((await Built).Projects, IsStandIn);
    }

    [Fact]
    public async Task But_for_that_one_package_a_publish_is_the_build()
    {
        Assert.Equal((await Built).Packages.Append(Extension).Order(), (await Published).Packages.Order());
        Assert.Equal((await Built).Projects.Where(project => !IsStandIn(project)), (await Published).Projects);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scheduler_package_is_referenced_when_the_durable_backend_is_the_scheduler_and_for_no_other_reason(bool publish)
    {
        string[] properties = publish ? ["-p:_IsPublishing=true"] : [];

        var scheduler = await ProjectEvaluation.OfFunctionsAsync([.. properties, "-p:DURABLE_BACKEND=durableTaskScheduler"]);
        var storage = await ProjectEvaluation.OfFunctionsAsync([.. properties, "-p:DURABLE_BACKEND=azureStorage"]);

        Assert.Contains(Scheduler, scheduler.Packages);
        Assert.Equal("1.12.0", scheduler.Versions[Scheduler]);
        Assert.DoesNotContain(Scheduler, storage.Packages);
        Assert.DoesNotContain(Scheduler, (await (publish ? Published : Built)).Packages);
    }

    private static bool IsStandIn(string project) => project.EndsWith("ServiceBusExtension/ServiceBusExtension.csproj", StringComparison.Ordinal);
}
