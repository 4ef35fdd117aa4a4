using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.ApiLists;

public sealed class ReferencedMembersTests
{
    private static readonly IReadOnlyDictionary<string, ApiType> Lists = ApiList.ReadAll();

    [Theory]
    [InlineData("Functions")]
    [InlineData("Pipeline")]
    [InlineData("SampleApp")]
    public void App_uses_nothing_that_Azure_has_not(string project) =>
        Assert.Empty(new ReferencedMembers(Lists).MissingFrom(BuiltProject.PathOf(project), "Embedded"));

    [Fact]
    public void Sample_app_is_seen_to_use_the_stand_ins()
    {
        var missing = new ReferencedMembers(new Dictionary<string, ApiType>()).MissingFrom(Sample, "Embedded");

        Assert.Contains("Microsoft.DurableTask.TaskOrchestrationContext", missing);
        Assert.Contains("Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication", missing);
    }

    [Fact]
    public void Member_that_the_list_has_not_is_named_with_its_signature()
    {
        var changed = Lists.ToDictionary();
        var context = changed["Microsoft.DurableTask.TaskOrchestrationContext"];
        changed[context.Name] = context with { Members = [.. context.Members.Where(member => member.Name != "WaitForExternalEvent")] };

        var missing = new ReferencedMembers(changed).MissingFrom(Sample, "Embedded");

        Assert.StartsWith(
            "System.Threading.Tasks.Task<!!0> Microsoft.DurableTask.TaskOrchestrationContext.WaitForExternalEvent(string",
            Assert.Single(missing),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_types_are_none_of_Azures()
    {
        var missing = new ReferencedMembers(Lists).MissingFrom(typeof(ReferencedMembersTests).Assembly.Location, "Embedded");

        Assert.Contains(typeof(EmbeddedHostOptions).FullName!, missing);
    }

    private static string Sample => BuiltProject.PathOf("SampleApp");
}
