using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.Configuration;
using Newtonsoft.Json;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>The host ignores what it does not know, so a misspelt setting would go unnoticed until production.</summary>
public sealed partial class HostJsonTests
{
    private static readonly JsonElement Host = Repository.ReadJson("host.json");

    // What stands under these is bound to the extension's own types below; the rest has no type that can be had here.
    public static TheoryData<string, string[]> KnownMembers => new()
    {
        { "", ["version", "functionTimeout", "logging", "extensions", "telemetryMode", "concurrency", "retry"] },

        // Nothing of the Application Insights SDK: the host does not use it in the telemetry mode below.
        { "logging", ["fileLoggingMode", "logLevel", "console"] },
        { "extensions", ["http", "durableTask", "serviceBus"] },
        { "extensions.http", ["routePrefix", "maxConcurrentRequests", "maxOutstandingRequests", "dynamicThrottlesEnabled"] },
        {
            "extensions.serviceBus",
            [
                "prefetchCount", "autoCompleteMessages", "maxConcurrentCalls", "maxAutoLockRenewalDuration", "clientRetryOptions",
                "transportType",
            ]
        },
        { "extensions.serviceBus.clientRetryOptions", ["mode", "maxRetries", "delay", "maxDelay", "tryTimeout"] },
    };

    [Theory]
    [MemberData(nameof(KnownMembers))]
    public void Host_json_has_only_members_that_the_host_knows(string section, string[] known)
    {
        var members = At(section).EnumerateObject().Select(member => member.Name);

        Assert.Empty(members.Except(known));
    }

    [Fact]
    public void Durable_section_binds_to_the_options_of_the_real_extension()
    {
        var options = new DurableTaskOptions();

        Durable().Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        Assert.Equal(At("extensions.durableTask.hubName").GetString(), options.HubName);
        Assert.Equal(OverridableStates.NonRunningStates, options.OverridableExistingInstanceStates);
        Assert.Equal(16, options.MaxConcurrentActivityFunctions);
        Assert.False(options.StoreInputsInOrchestrationHistory);
        Assert.False(options.Tracing.TraceInputsAndOutputs);
        Assert.Equal("V2", options.Tracing.Version.ToString());
    }

    [Fact]
    public void Storage_provider_binds_to_the_options_of_azure_storage()
    {
        var given = At("extensions.durableTask.storageProvider").EnumerateObject().Where(member => member.Name != "type")
            .ToDictionary(member => member.Name, member => member.Value.ToString());
        var options = new AzureStorageOptions();

        JsonConvert.PopulateObject(
            JsonConvert.SerializeObject(given), options, new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error });

        Assert.Equal(8, options.PartitionCount);
        Assert.Equal(TimeSpan.FromSeconds(10), options.MaxQueuePollingInterval);
        Assert.True(options.UseTablePartitionManagement);
        Assert.True(options.FetchLargeMessagesAutomatically);
    }

    [Theory]
    [InlineData("version", "2.0")]
    [InlineData("telemetryMode", "OpenTelemetry")]
    [InlineData("extensions.http.routePrefix", "")]
    [InlineData("extensions.durableTask.storageProvider.type", "azureStorage")]
    [InlineData("extensions.durableTask.storageProvider.useTablePartitionManagement", "True")]
    [InlineData("extensions.durableTask.overridableExistingInstanceStates", "NonRunningStates")]
    [InlineData("extensions.durableTask.storeInputsInOrchestrationHistory", "False")]
    [InlineData("extensions.durableTask.tracing.traceInputsAndOutputs", "False")]
    [InlineData("extensions.durableTask.tracing.traceReplayEvents", "False")]
    [InlineData("extensions.durableTask.tracing.distributedTracingEnabled", "True")]
    [InlineData("extensions.durableTask.tracing.version", "V2")]
    [InlineData("extensions.serviceBus.autoCompleteMessages", "False")]
    [InlineData("extensions.serviceBus.prefetchCount", "0")]
    public void Host_json_says_what_the_product_relies_on(string setting, string expected) =>
        Assert.Equal(expected, At(setting).ToString());

    [Theory]
    [InlineData("functionTimeout", "00:10:00", "00:30:00")]
    [InlineData("extensions.durableTask.storageProvider.maxQueuePollingInterval", "00:00:01", "00:00:10")]
    [InlineData("extensions.serviceBus.maxAutoLockRenewalDuration", "00:01:00", "00:10:00")]
    public void Durations_stay_within_what_the_plan_advises(string setting, string least, string most) =>
        Assert.InRange(Span(At(setting).GetString()!), Span(least), Span(most));

    [Fact]
    public void Partition_count_is_one_that_azure_storage_takes() =>
        Assert.InRange(At("extensions.durableTask.storageProvider.partitionCount").GetInt32(), 1, 16);

    [Fact]
    public void Hub_name_suits_both_backends_and_is_the_one_that_is_provisioned()
    {
        var hub = At("extensions.durableTask.hubName").GetString()!;

        Assert.Matches(HubName(), hub);
        Assert.Equal(hub, Bicep.Names["taskHub"]);
    }

    [Fact]
    public void Overrides_in_app_settings_replace_sections_that_host_json_has()
    {
        var paths = Bicep.SettingNames.Select(name => name.Split("__"));
        var overrides = paths.Where(path => path[0] == "AzureFunctionsJobHost").ToList();

        Assert.NotEmpty(overrides);
        Assert.All(overrides, path => Assert.Equal(JsonValueKind.Object, At(string.Join('.', path[1..^1])).ValueKind));
    }

    [Fact]
    public void Publishing_for_a_scheduler_replaces_the_whole_provider()
    {
        var targets = Repository.Read("infra/DurableBackend.targets");
        var provider = SchedulerProvider().Match(targets).Groups[1].Value;
        var pattern = ProviderPattern().Match(targets).Groups[1].Value;

        using var published = JsonDocument.Parse(Regex.Replace(Repository.Read("host.json"), pattern, provider));
        var replaced = published.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("storageProvider");

        Assert.Equal(["type", "connectionStringName"], replaced.EnumerateObject().Select(member => member.Name));
        Assert.Equal("azureManaged", replaced.GetProperty("type").GetString());
        Assert.Contains(replaced.GetProperty("connectionStringName").GetString()!, Bicep.SettingNames);
    }

    private static IConfigurationSection Durable() =>
        new ConfigurationBuilder().AddJsonFile(Repository.PathOf("host.json")).Build().GetSection("extensions:durableTask");

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static JsonElement At(string path) =>
        path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(Host, (element, name) => element.GetProperty(name));

    [GeneratedRegex("<SchedulerProvider>(.+)</SchedulerProvider>")]
    private static partial Regex SchedulerProvider();

    [GeneratedRegex(@"Replace\(\$\(HostJson\), '([^']+)'")]
    private static partial Regex ProviderPattern();

    // Azure Storage takes 3-45 letters and digits, a scheduler also dashes: what both take.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$")]
    private static partial Regex HubName();
}
