using System.Reflection;
using Xunit.Sdk;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

/// <summary>Runs a theory once with the code of idle instances kept in memory and once with everything replayed in every turn.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BothMemoriesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Memory.Kept], [Memory.Replayed]];
}
