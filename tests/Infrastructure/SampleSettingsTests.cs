using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

public sealed partial class SampleSettingsTests
{
    /// <summary>What only Azure has: identities, telemetry and the overrides of host.json.</summary>
    private static readonly string[] AzureOnly =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING", "WEBSITE_HOSTNAME",
    ];

    private static readonly JsonElement Sample = Repository.ReadJson("local.settings.sample.json");

    private static readonly Dictionary<string, string> Values =
        Sample.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);

    /// <summary>What is read by hosts and connections rather than by options of ours.</summary>
    private static readonly string[] OfTheHost =
    [
        "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "VideoStorage", "ServiceBus",
        "LocalHost__DataDirectory", "LocalHost__ApiKey", "LocalHost__DurableBackend", "LocalHost__StartAzurite", "LocalHost__StartServiceBus",
        "ASPNETCORE_URLS",
    ];

    public static TheoryData<string> Durations =>
    [
        "Polling__FirstLook", "Polling__Interval", "Polling__MaxInterval", "Polling__Deadline", "Polling__SafetyInterval", "Submissions__PostTimeout",
        "Submissions__AmbiguousWindow", "Assets__StallTimeout", "Assets__CopyTimeout", "Submissions__SendWindow", "Submissions__ClockSkew", "Submissions__LongestRetryAfter", "Submissions__PacePatience", "Retention__Instances",
        "Retention__Requests",
    ];

    [Fact]
    public void Sample_has_the_shape_that_the_tools_read()
    {
        Assert.Equal(["IsEncrypted", "Values"], Sample.EnumerateObject().Select(member => member.Name));
        Assert.All(Sample.GetProperty("Values").EnumerateObject(), value => AssertIsString(value.Value));
    }

    [Fact]
    public void Sample_shows_every_setting_that_is_read_and_no_other()
    {
        var read = SettingsInCode.Names.Union(SettingsInCode.Variables.Except(AzureOnly)).Union(OfTheHost);

        Assert.Equal(read.Order(StringComparer.Ordinal), Values.Keys.Where(name => !name.EndsWith("__1", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_of_the_function_app_are_in_the_sample_or_exist_on_azure_only()
    {
        Assert.Contains("Providers__*__ApiKey", Bicep.SettingNames);
        Assert.All(Bicep.SettingNames, name => Assert.True(InSample(name) || OnAzureOnly(name), $"{name} is in neither"));
    }

    [Fact]
    public void Settings_that_operators_add_are_strings_that_the_sample_knows()
    {
        // A list goes on where the sample shows its first entry: Callbacks__SigningKeys__1.
        var added = Repository.ReadJson("infra/settings.json").EnumerateObject();

        Assert.All(added, setting => AssertIsString(setting.Value));
        Assert.All(added, setting => Assert.Contains(ListIndex().Replace(setting.Name, "__0"), Values.Keys));
    }

    [Theory]
    [MemberData(nameof(Durations))]
    public void Durations_are_time_spans(string setting) =>
        Assert.True(TimeSpan.ParseExact(Values[setting], "c", CultureInfo.InvariantCulture) > TimeSpan.Zero);

    [Fact]
    public void Webhook_key_is_a_secret_of_standard_webhooks()
    {
        var parts = Values["Webhooks__SigningKeys__0"].Split('_');

        Assert.Equal("whsec", parts[0]);
        Assert.InRange(Convert.FromBase64String(parts[1]).Length, 24, 64);
    }

    [Fact]
    public void A_job_parks_before_its_instance_may_be_purged()
    {
        var followed = TimeSpan.FromDays(7);
        var retention = TimeSpan.Parse(Values["Retention__Instances"], CultureInfo.InvariantCulture);

        Assert.True(retention > followed);
    }

    [Theory]
    [InlineData("gogogotoken", "/v1")]
    [InlineData("tokenlab", "/v1")]
    [InlineData("tokenhub", "/api/v1")]
    [InlineData("seedanceapi", "/v2")]
    public void Resellers_are_the_simulator_under_their_documented_prefix(string provider, string prefix) =>
        Assert.Equal($"http://127.0.0.1:7072/{provider}{prefix}", Values[$"Providers__{provider}__BaseUrl"]);

    [Fact]
    public void Sample_holds_no_key_that_opens_anything()
    {
        var keys = Values.Where(value => value.Key.EndsWith("Key", StringComparison.Ordinal) && value.Value != "");

        Assert.All(keys, key => Assert.Equal("local", key.Value));
        Assert.Equal("UseDevelopmentStorage=true", Values["AzureWebJobsStorage"]);
        Assert.Contains("Endpoint=sb://127.0.0.1:5672;", Values["ServiceBus"], StringComparison.Ordinal);
        Assert.Contains(";SharedAccessKey=local;", Values["ServiceBus"], StringComparison.Ordinal);
        Assert.Contains("local.settings.json", Repository.Read(".gitignore").Split('\n'));
    }

    private static void AssertIsString(JsonElement value) => Assert.Equal(JsonValueKind.String, value.ValueKind);

    /// <summary>`X__blobServiceUri` and its siblings say where `X` is, by identity rather than by connection string.</summary>
    private static bool InSample(string name) => name.Contains('*', StringComparison.Ordinal)
        ? SettingsInCode.Providers.All(provider => Values.ContainsKey(name.Replace("*", provider, StringComparison.Ordinal)))
        : Values.ContainsKey(name) || (char.IsLower(name.Split("__")[^1][0]) && Values.ContainsKey(name.Split("__")[0]));

    private static bool OnAzureOnly(string name) =>
        AzureOnly.Contains(name) || name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal);

    [GeneratedRegex(@"__\d+$")]
    private static partial Regex ListIndex();
}
