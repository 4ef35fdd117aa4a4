using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>azure.yaml and the workflows.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Azd = Repository.Read("azure.yaml");

    public static TheoryData<string> Workflows => [.. Repository.Files(".github/workflows", "*.yml")];

    [Fact]
    public void Azd_finds_the_project_and_the_infrastructure()
    {
        var project = Value(Azd, "project");
        var infrastructure = $"{Value(Azd, "path")}/{Value(Azd, "module")}.bicep";

        Assert.Single(Directory.GetFiles(Repository.PathOf(project), "*.*proj"));
        Assert.True(File.Exists(Repository.PathOf(infrastructure)));
        Assert.Equal("function", Value(Azd, "host"));
    }

    [Fact]
    public void Service_of_azd_is_the_one_that_the_app_is_tagged_with()
    {
        var service = Service().Match(Azd).Groups[1].Value;

        Assert.Contains($"'azd-service-name': '{service}'", Repository.Read(Bicep.Main), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_reach_the_parameters_by_the_same_names()
    {
        var parameters = Repository.Read("infra/main.parameters.json");
        var deploy = Repository.Read(".github/workflows/deploy.yml");
        var variables = ListItem().Matches(Azd).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(variables);
        Assert.All(variables, variable => Assert.Matches($@"\$\{{{variable}[}}=]", parameters));
        Assert.All(variables, variable => Assert.Contains($"vars.{variable}", deploy, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_by_commit(string workflow)
    {
        var actions = Actions(workflow).Where(action => !IsLocal(action)).ToList();

        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Matches(PinnedAction(), action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Local_workflows_that_are_called_exist(string workflow) =>
        Assert.All(Actions(workflow).Where(IsLocal), action => Assert.True(File.Exists(Repository.PathOf(action))));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflows_start_with_a_token_that_only_reads(string workflow) =>
        Assert.Contains("\npermissions:\n  contents: read\n\n", Repository.Read(workflow), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Only_the_deployment_may_ask_for_an_identity_and_nothing_uses_a_secret(string workflow)
    {
        var text = Repository.Read(workflow);

        Assert.Equal(workflow == ".github/workflows/deploy.yml", text.Contains("id-token: write", StringComparison.Ordinal));
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Actions(string workflow) =>
        Action().Matches(Repository.Read(workflow)).Select(match => match.Groups[1].Value.Trim());

    private static bool IsLocal(string action) => action.StartsWith("./", StringComparison.Ordinal);

    private static string Value(string yaml, string key) =>
        Regex.Match(yaml, $@"^ +{key}: (\S+)$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"^services:\n  (\w+):", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(@"^    - (\w+)$", RegexOptions.Multiline)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Action();

    [GeneratedRegex(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();
}
