using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>The real durable extension on a JobHost, with the provider chosen by its setting.</summary>
public sealed class DurableExtensionTests
{
    [Fact]
    public async Task The_extension_runs_queries_and_purges_orchestrations_on_the_provider_that_the_setting_names()
    {
        var directory = Directory.CreateTempSubdirectory("sqlite-host-");
        var file = Path.Combine(directory.FullName, "taskhub.db");
        using (var host = Host(file))
        {
            await host.StartAsync();
            var client = host.Services.GetRequiredService<ClientSource>().Client;

            await client.StartNewAsync(nameof(HostFunctions.Greet), "a", "you");
            await Ground.UntilAsync(async () => (await client.GetStatusAsync("a"))?.RuntimeStatus == OrchestrationRuntimeStatus.Running);
            await client.RaiseEventAsync("a", "go", "!");
            await Ground.UntilAsync(async () => (await client.GetStatusAsync("a")).RuntimeStatus == OrchestrationRuntimeStatus.Completed);

            var status = await client.GetStatusAsync("a", showHistory: true, showHistoryOutput: true, showInput: true);
            Assert.Equal("hello you!", status.Output.ToString());
            Assert.NotEmpty(status.History);
            var page = await client.ListInstancesAsync(new OrchestrationStatusQueryCondition { InstanceIdPrefix = "a" }, CancellationToken.None);
            Assert.Equal("hello you!", Assert.Single(page.DurableOrchestrationState).Output.ToString());
            Assert.Equal(1, (await client.PurgeInstanceHistoryAsync("a")).InstancesDeleted);
            Assert.Null(await client.GetStatusAsync("a"));
            await host.StopAsync();
        }

        Assert.Equal("ok", Ground.Integrity(file));
        directory.Delete(recursive: true);
    }

    private static IHost Host(string file) => new HostBuilder()
        .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobs:extensions:durableTask:hubName"] = "TestHub",
            ["AzureWebJobs:extensions:durableTask:storageProvider:type"] = "sqlite",
        }))
        .ConfigureWebJobs(builder =>
        {
            builder.AddDurableTask();
            builder.Services.AddSqliteDurabilityProvider(options => options.DatabasePath = file);
            builder.Services.AddSingleton<ITypeLocator, Functions>();
            builder.Services.AddSingleton<ClientSource>();
            builder.Services.AddDurableClientFactory(options => options.TaskHub = "TestHub");
        })
        .Build();

    private sealed class Functions : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [typeof(HostFunctions)];
    }

    private sealed class ClientSource(Microsoft.Azure.WebJobs.Extensions.DurableTask.ContextImplementations.IDurableClientFactory factory)
    {
        public IDurableClient Client { get; } =
            factory.CreateClient(new Microsoft.Azure.WebJobs.Extensions.DurableTask.Options.DurableClientOptions { TaskHub = "TestHub" });
    }
}

public static class HostFunctions
{
    [FunctionName(nameof(Greet))]
    public static async Task<string> Greet([OrchestrationTrigger] IDurableOrchestrationContext context) =>
        await context.CallActivityAsync<string>(nameof(Hello), context.GetInput<string>()) + await context.WaitForExternalEvent<string>("go");

    [FunctionName(nameof(Hello))]
    public static string Hello([ActivityTrigger] string name) => $"hello {name}";
}
