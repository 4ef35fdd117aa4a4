using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests;

/// <summary>The roles that are assigned, read from the compiled template, against the table in docs/authorization.md.</summary>
public sealed partial class RoleTests
{
    private static readonly JsonElement s_rbac = Bicep.Module("rbac");

    private static readonly Dictionary<string, string> s_roles = s_rbac.GetProperty("variables").GetProperty("roles").EnumerateObject()
        .ToDictionary(role => role.Name, role => role.Value.GetString()!);

    [Fact]
    public void Roles_are_exactly_those_that_are_documented()
    {
        var documented = Row().Matches(Repository.Read("docs/authorization.md"))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value));

        Assert.Equal(Assigned().Order(), documented.Order());
    }

    [Fact]
    public void Roles_are_assigned_in_one_module_alone() =>
        Assert.All(
            Bicep.Resources.Where(entry => entry.Resource.GetProperty("type").GetString() == "Microsoft.Authorization/roleAssignments"),
            entry => Assert.Equal("rbac", entry.Module));

    [Fact]
    public void Every_role_that_is_named_is_used_and_stands_once()
    {
        Assert.Equal(s_roles.Keys.Order(), Assigned().Select(assigned => assigned.Role).Distinct().Order());
        Assert.Equal(s_roles.Count, s_roles.Values.Distinct().Count());
        Assert.All(
            Bicep.Files.Where(file => file != "infra/modules/rbac.bicep"),
            file => Assert.DoesNotMatch(Guid(), Repository.Read(file)));
    }

    private static IEnumerable<(string Who, string Role, string On)> Assigned() =>
        from resource in s_rbac.GetProperty("resources").EnumerateObject()
        where resource.Value.GetProperty("type").GetString() == "Microsoft.Authorization/roleAssignments"
        let who = Who(resource.Value.GetProperty("properties").GetProperty("principalId").GetString()!)
        let scope = ResourceType().Match(resource.Value.GetProperty("scope").GetString()!).Groups[1].Value.Split('/')[^1]
        from role in RolesOf(resource.Value)
        select (who, role, scope);

    private static string Who(string principal) => principal switch
    {
        "[parameters('appPrincipalId')]" => "app",
        "[parameters('operatorPrincipalId')]" => "operator",
        "[parameters('producerPrincipalIds')[copyIndex()]]" => "producers",
        "[parameters('consumerPrincipalIds')[copyIndex()]]" => "consumers",
        _ => throw new InvalidOperationException($"Nobody knows {principal}."),
    };

    // One assignment for a list of roles says the list in the loop's own count.
    private static IEnumerable<string> RolesOf(JsonElement assignment)
    {
        var count = assignment.TryGetProperty("copy", out var copy) ? copy.GetProperty("count").GetString()! : "";
        var list = Variable().Match(count) is { Success: true } variable
            && s_rbac.GetProperty("variables").TryGetProperty(variable.Groups[1].Value, out var value) ? value.GetString()! : count;
        var text = RoleName().IsMatch(list) ? list : assignment.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!;
        return RoleName().Matches(text).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"variables\('roles'\)\.(\w+)")]
    private static partial Regex RoleName();

    [GeneratedRegex(@"^\[length\(variables\('(\w+)'\)\)\]$")]
    private static partial Regex Variable();

    [GeneratedRegex(@"resourceId\('([^']+)'")]
    private static partial Regex ResourceType();

    [GeneratedRegex(@"^\| (app|operator|producers|consumers) \| (\w+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Guid();
}
