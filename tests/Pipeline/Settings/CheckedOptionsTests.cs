using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Budgets;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Settings;

public sealed class CheckedOptionsTests
{
    [Theory]
    [InlineData("Submissions:PostTimeout", "00:10:00", "Submissions__PostTimeout")]
    [InlineData("Submissions:PostTimeout", "00:00:00", "Submissions__PostTimeout")]
    [InlineData("Submissions:PostTimeout", "-00:01:00", "Submissions__PostTimeout")]
    [InlineData("Submissions:SendWindow", "00:00:16", "Submissions__SendWindow")]
    [InlineData("Submissions:AmbiguousWindow", "8.00:00:00", "Submissions__AmbiguousWindow")]
    [InlineData("Budget:DailyUsd", "0", "Budget__DailyUsd")]
    [InlineData("Budget:DailyUsd", "-5", "Budget__DailyUsd")]
    [InlineData("Budget:DailyUsd", "0.0000001", "Budget__DailyUsd")]
    [InlineData("Assets:MaxBytes", "0", "Assets__MaxBytes")]
    [InlineData("Assets:CopyTimeout", "00:10:00", "Assets__CopyTimeout")]
    [InlineData("Assets:StallTimeout", "00:00:00", "Assets__StallTimeout")]
    [InlineData("Assets:InputContainers:0", "pipeline", "Assets__InputContainers__0")]
    [InlineData("Assets:InputContainers:0", "azure-webjobs-secrets", "Assets__InputContainers__0")]
    public void Wrong_setting_is_named_in_a_sentence(string key, string value, string setting)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => ReadAll((key, value)));

        Assert.Contains(refusal.Failures, failure => failure.StartsWith(setting, StringComparison.Ordinal));
        Assert.All(refusal.Failures, failure => Assert.EndsWith(".", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void Defaults_are_right() => ReadAll();

    [Fact]
    public void Post_may_take_longer_where_the_hosts_timeout_is_longer() =>
        ReadAll(("Submissions:PostTimeout", "00:15:00"), ("AzureFunctionsJobHost:functionTimeout", "00:30:00"));

    private static void ReadAll(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        using var services = new ServiceCollection().AddLogging().AddPipeline(configuration).BuildServiceProvider();
        _ = services.GetRequiredService<IOptions<SubmissionsOptions>>().Value;
        _ = services.GetRequiredService<IOptions<BudgetOptions>>().Value;
        _ = services.GetRequiredService<IOptions<AssetsOptions>>().Value;
    }
}
