using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServiceBusExtension.Tests.Api;
using Xunit;

namespace ServiceBusExtension.Tests;

/// <summary>Holds the project against the public members of the package that it stands in for.</summary>
public sealed class ApiTests
{
    private static readonly Assembly Project = typeof(ServiceBusTriggerAttribute).Assembly;

    private static readonly IReadOnlyDictionary<string, ApiType> Real = ApiList.ReadAll();

    private static readonly Dictionary<string, ApiType> Ours = Project.GetTypes().Where(type => type.IsVisible)
        .Select(AssemblySurface.Read).ToDictionary(type => type.Name.TrimEnd('!'));

    public static TheoryData<string> Types() => [.. Ours.Keys.Union(Real.Keys)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Project_offers_what_the_package_offers_and_nothing_else(string type)
    {
        Assert.True(Ours.TryGetValue(type, out var ours), $"{type}: is missing");
        Assert.True(Real.TryGetValue(type, out var real), $"{type}: is not in the package");

        Assert.Empty(new ApiConformance(Real).Differences(ours));
        Assert.Empty(real.Members.Where(member => !ours.Members.Any(candidate => Stands(member, candidate))).Select(member => $"{type} lacks {member}"));
    }

    /// <summary>What stands under the same name has been compared already, from our side.</summary>
    private static bool Stands(ApiMember member, ApiMember candidate) =>
        (member.Kind, member.Name, member.Parameters.Count) == (candidate.Kind, candidate.Name, candidate.Parameters.Count);

    [Fact]
    public void There_are_six_types() => Assert.Equal(6, Types().Count);
}
