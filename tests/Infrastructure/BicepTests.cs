using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

public sealed partial class BicepTests
{
    [Theory]
    [InlineData(Bicep.Main)]
    [InlineData(Bicep.NamesFile)]
    public void Compiler_and_linter_have_nothing_to_say(string file) => Assert.Equal("", Bicep.Lint(file));

    [Fact]
    public void Main_only_wires_modules()
    {
        var own = Bicep.Template.GetProperty("resources").EnumerateObject().Select(resource => resource.Name).Except(Bicep.Modules);

        Assert.Equal(["group"], own);
    }

    [Fact]
    public void Main_wires_every_module_there_is() =>
        Assert.Equal(Repository.Files("infra/modules", "*.bicep"), Bicep.Modules.Select(module => $"infra/modules/{FileOf(module)}.bicep").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_resource_is_tagged_where_it_can_be() =>
        Assert.All(
            Bicep.Resources.Where(entry => entry.Resource.TryGetProperty("location", out _)),
            entry => Assert.True(entry.Resource.TryGetProperty("tags", out _), $"{entry.Module}/{entry.Symbol} has no tags"));

    [Fact]
    public void Shared_names_are_spelled_out_in_one_file()
    {
        foreach (var file in Bicep.Files.Where(file => file != Bicep.NamesFile))
        {
            var text = Repository.Read(file);
            Assert.All(Bicep.Names, name => Assert.DoesNotContain($"'{name.Value}'", text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("containers.videos", "VideosContainer")]
    [InlineData("containers.pipeline", "PipelineContainer")]
    public void Containers_are_those_that_the_code_writes_to(string name, string constant)
    {
        var code = Repository.Read("src/Pipeline/Storage/BlobStore.cs");

        Assert.Contains($"{constant} = \"{Bicep.Names[name]}\";", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_provider_of_the_code_has_a_secret_and_no_other()
    {
        var secrets = Bicep.Names.Where(name => name.Key.StartsWith("providerSecrets.", StringComparison.Ordinal));

        Assert.Equal(
            SettingsInCode.Providers.Select(provider => ($"providerSecrets.{provider}", $"provider-{provider}")).Order(),
            secrets.Select(secret => (secret.Key, secret.Value)).Order());
    }

    [Fact]
    public void No_key_leaves_a_service()
    {
        string[] forbidden = ["listKeys", "listSecrets", "listAccountSas", "AccountKey=", "SharedAccessKey", "primaryKey"];
        var template = Bicep.Template.GetRawText();

        Assert.All(forbidden, word => Assert.DoesNotContain(word, template, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Secrets_reach_the_app_by_reference_alone()
    {
        var secrets = Bicep.SettingNames.Where(name => SecretName().IsMatch(name)).ToList();

        Assert.Equal(["Callbacks__SigningKeys__0", "Operator__Key", "Providers__*__ApiKey", "Webhooks__SigningKeys__0"], secrets);
        Assert.All(secrets, secret => Assert.Contains(
            // What is made for each reseller has its value in a function of its own.
            (secret.Contains('*', StringComparison.Ordinal) ? "lambdaVariables('reseller'))), lambda('reseller', " : $"'{secret}', ")
            + "format('@Microsoft.KeyVault(SecretUri=",
            AppSettings(),
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("storage", "storage", "properties.allowSharedKeyAccess", "False")]
    [InlineData("storage", "storage", "properties.allowBlobPublicAccess", "False")]
    [InlineData("storage", "storage", "properties.minimumTlsVersion", "TLS1_2")]
    [InlineData("storage", "blobContainers", "properties.publicAccess", "None")]
    [InlineData("serviceBus", "namespace", "properties.disableLocalAuth", "True")]
    [InlineData("serviceBus", "queue", "properties.maxDeliveryCount", "20")]
    [InlineData("serviceBus", "queue", "properties.requiresDuplicateDetection", "True")]
    [InlineData("serviceBus", "queue", "properties.deadLetteringOnMessageExpiration", "True")]
    [InlineData("serviceBus", "topic", "properties.requiresDuplicateDetection", "True")]
    [InlineData("serviceBus", "subscription", "properties.deadLetteringOnMessageExpiration", "False")]
    [InlineData("monitoring", "components", "properties.DisableLocalAuth", "True")]
    [InlineData("keyVault", "vault", "properties.enableRbacAuthorization", "True")]
    [InlineData("functionApp", "app", "properties.httpsOnly", "True")]
    [InlineData("functionApp", "app", "properties.functionAppConfig.scaleAndConcurrency.alwaysReady.0.name", "durable")]
    [InlineData("functionApp", "app", "identity.type", "UserAssigned")]
    public void Resources_are_what_the_promises_rest_on(string module, string symbol, string path, string expected) =>
        Assert.Equal(expected, At(Bicep.ResourcesOf(module)[symbol], path).ToString());

    [Fact]
    public void Api_versions_are_released_ones() =>
        Assert.All(Bicep.Resources, entry => Assert.Matches(@"^\d{4}-\d{2}-\d{2}$", entry.Resource.GetProperty("apiVersion").GetString()!));

    [Fact]
    public void Private_network_of_an_environment_that_exists_is_refused_before_anything_is_touched()
    {
        var decided = Bicep.Template.GetProperty("variables").GetProperty("isPrivate").GetString()!;

        Assert.Contains("fail('PRIVATE_NETWORK cannot be changed on an environment that exists", decided, StringComparison.Ordinal);
        var template = Bicep.Template.GetProperty("resources").GetRawText();
        Assert.DoesNotContain("\"[parameters('privateNetwork')]\"}},\"template\"", template, StringComparison.Ordinal);
        Assert.Equal("[variables('isPrivate')]", Bicep.Template.GetProperty("resources").GetProperty("network").GetProperty("condition").GetString());
        Assert.Equal("[variables('isPrivate')]", Bicep.Template.GetProperty("outputs").GetProperty("PROVISIONED_PRIVATE_NETWORK").GetProperty("value").GetString());
    }

    [Fact]
    public void Compiled_templates_are_not_kept() =>
        Assert.Equal(
            ["infra/abbreviations.json", "infra/main.parameters.json", "infra/settings.json"],
            Repository.Files("infra", "*.json"));

    [Fact]
    public void Parameters_of_azd_are_those_of_main()
    {
        var file = Repository.ReadJson("infra/main.parameters.json");
        var given = file.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name);
        var declared = Bicep.Template.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name);

        Assert.Equal(declared.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    private static string AppSettings() => Bicep.Module("functionApp").GetProperty("resources").GetProperty("app").GetProperty("properties")
        .GetProperty("siteConfig").GetProperty("appSettings").GetString()!;

    private static string FileOf(string module) => module == "scheduler" ? "durableTaskScheduler" : module;

    private static JsonElement At(JsonElement element, string path) => path.Split('.').Aggregate(
        element, (at, name) => int.TryParse(name, out var index) ? at[index] : at.GetProperty(name));

    [GeneratedRegex(@"Keys?(__\d+)?$")]
    private static partial Regex SecretName();
}
