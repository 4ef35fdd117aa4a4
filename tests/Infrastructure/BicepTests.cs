using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

public sealed partial class BicepTests
{
    private static readonly string Main = Repository.Read(Bicep.Main);

    [Fact]
    public void Main_only_wires_modules()
    {
        var resources = ResourceType().Matches(Main).Select(match => match.Groups[1].Value);

        Assert.Equal(["Microsoft.Resources/resourceGroups"], resources);
    }

    [Fact]
    public void Main_wires_every_module_there_is()
    {
        var wired = Bicep.Modules(Main).Select(module => $"infra/{module.Path}").Order(StringComparer.Ordinal);

        Assert.Equal(Repository.Files("infra/modules", "*.bicep"), wired);
    }

    [Fact]
    public void Modules_get_the_parameters_that_they_declare()
    {
        foreach (var (symbol, path, body) in Bicep.Modules(Main))
        {
            var declared = Bicep.Parameters(Repository.Read($"infra/{path}"));
            var given = Bicep.Arguments(body);
            var required = declared.Where(parameter => !parameter.Value).Select(parameter => parameter.Key);

            Assert.True(!given.Except(declared.Keys).Any(), $"{symbol} is given what it does not take");
            Assert.True(!required.Except(given).Any(), $"{symbol} lacks what it needs");
        }
    }

    [Fact]
    public void Role_ids_stand_in_one_file_and_once()
    {
        var ids = Bicep.Files
            .SelectMany(file => RoleId().Matches(Repository.Read(file)).Select(match => (File: file, Id: match.Value)))
            .ToList();

        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Equal("infra/modules/rbac.bicep", id.File));
        Assert.Equal(ids.Count, ids.Select(id => id.Id).Distinct().Count());
    }

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

        foreach (var file in Bicep.Files)
        {
            var text = Repository.Read(file);
            Assert.All(forbidden, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("storage", "allowSharedKeyAccess: false")]
    [InlineData("storage", "allowBlobPublicAccess: false")]
    [InlineData("serviceBus", "disableLocalAuth: true")]
    [InlineData("serviceBus", "maxDeliveryCount: 20")]
    [InlineData("serviceBus", "requiresDuplicateDetection: true")]
    [InlineData("serviceBus", "deadLetteringOnMessageExpiration: true")]
    [InlineData("monitoring", "DisableLocalAuth: true")]
    [InlineData("keyVault", "enableRbacAuthorization: true")]
    [InlineData("functionApp", "name: 'durable', instanceCount: 1")]
    [InlineData("functionApp", "httpsOnly: true")]
    public void Modules_say_what_the_promises_rest_on(string module, string line) =>
        Assert.Contains(line, Repository.Read($"infra/modules/{module}.bicep"), StringComparison.Ordinal);

    [Fact]
    public void Api_versions_are_released_ones()
    {
        var types = Bicep.Files.SelectMany(file => ApiVersion().Matches(Repository.Read(file))).ToList();

        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.Matches(@"^\d{4}-\d{2}-\d{2}$", type.Groups[1].Value));
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

        Assert.Equal(Bicep.Parameters(Main).Keys.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^resource \\w+ '([^'@]+)@", RegexOptions.Multiline)]
    private static partial Regex ResourceType();

    [GeneratedRegex("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex RoleId();

    [GeneratedRegex("^resource \\w+ '[^'@]+@([^']+)'", RegexOptions.Multiline)]
    private static partial Regex ApiVersion();
}
