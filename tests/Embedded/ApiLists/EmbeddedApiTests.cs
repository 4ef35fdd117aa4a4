using System.Reflection;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.ApiLists;

public sealed class EmbeddedApiTests
{
    private static readonly Assembly Embedded = typeof(EmbeddedHostOptions).Assembly;

    private static readonly IReadOnlyDictionary<string, ApiType> Lists = ApiList.ReadAll();

    private static readonly string[] Held = ["Microsoft.", "Azure.", "DurableTask.", "Grpc.", "System."];

    public static TheoryData<string> StandIns() =>
        [.. Embedded.GetTypes().Where(IsVisible).Where(IsHeld).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Stand_in_offers_nothing_that_the_real_package_has_not(string typeName)
    {
        var type = AssemblySurface.Read(Embedded.GetType(typeName, throwOnError: true)!);

        var differences = new ApiConformance(Lists).Differences(type).ToArray();
        Assert.True(differences.Length == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void There_are_stand_ins_to_compare() => Assert.InRange(StandIns().Count, 50, int.MaxValue);

    private static bool IsVisible(Type type) => type.IsVisible;

    private static bool IsHeld(Type type) =>
        Held.Any(prefix => type.Namespace!.StartsWith(prefix, StringComparison.Ordinal));
}
